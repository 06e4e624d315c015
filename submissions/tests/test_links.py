"""A link instead of a file: only to sites of the list, never opened, frozen as it stands."""

import json

import pytest
from django.urls import reverse

from competitions.models import VideoRule
from conftest import complete
from inovasi.lib.verdict import Refused
from inovasi.lib.work import WorkState
from submissions import attachments, checks, workflow
from submissions.links import checked

HOSTS = ("youtu.be", "www.youtube.com")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://youtu.be/abc123", "https://youtu.be/abc123"),
        ("  http://YOUTU.BE/abc123#t=3 ", "https://youtu.be/abc123"),
        ("www.youtube.com/watch?v=abc&t=10", "https://www.youtube.com/watch?v=abc&t=10"),
    ],
)
def test_a_link_to_an_allowed_site(link, address):
    assert checked(link, HOSTS) == address


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://youtu.be",
        "https://youtu.be/",
        "https://example.org/abc",
        "https://youtu.be.example.org/abc",
        "https://youtu.be@example.org/abc",
        "https://sitti:x@youtu.be/abc",
        "https://youtu.be:8443/abc",
        "https://youtu.be:x/abc",
        "javascript:alert(1)//youtu.be/abc",
        "file:///etc/passwd",
        "//youtu.be/abc",
        "https://youtu.be/a b",
        "https://youtu.be/a\nb",
        "https://[youtu.be/abc",
        "https://youtu.be/" + "a" * 300,
    ],
)
def test_everything_else_is_refused(link):
    with pytest.raises(Refused, match="youtu"):
        checked(link, HOSTS)


def test_no_site_is_allowed_where_the_list_is_empty():
    with pytest.raises(Refused):
        checked("https://youtu.be/abc", ())


def test_a_link_is_the_video_of_the_entry(submission, owner, sign_in, at):
    browser = sign_in(owner)
    url = reverse("submission-video-link", args=[submission.pk])

    assert browser.post(url, {"link": "https://youtu.be/abc"}).status_code == 302

    video = submission.current_video
    assert (video.state, video.link) == (WorkState.DONE, "https://youtu.be/abc")
    page = browser.get(reverse("submission-video", args=[submission.pk])).content.decode()
    assert 'href="https://youtu.be/abc"' in page


def test_a_refused_link_stays_in_the_form(submission, owner, sign_in):
    url = reverse("submission-video-link", args=[submission.pk])
    answer = sign_in(owner).post(url, {"link": 'https://example.org/"><b>'})

    assert answer.status_code == 422
    assert "https://example.org/&quot;&gt;&lt;b&gt;" in answer.content.decode()
    assert submission.current_video is None


def test_what_was_handed_in_names_the_link(submission, owner, at):
    complete(submission, owner)
    attachments.attach_video_link(submission, "https://youtu.be/abc", user=owner, at=at)
    snapshot = workflow.submit(submission, user=owner, at=at)

    assert json.loads(snapshot.content)["video"] == {"tautan": "https://youtu.be/abc"}
    assert submission.videos.count() == 2


def test_captions_of_a_link_are_the_sites_own_matter(submission, owner, stranger, at):
    attachments.attach_video_link(submission, "https://youtu.be/abc", user=owner, at=at)
    with pytest.raises(Refused, match="Unggah videonya"):
        attachments.attach_captions(submission, None, user=owner, at=at)
    with pytest.raises(Refused, match="anggota unit"):
        attachments.attach_video_link(submission, "https://youtu.be/x", user=stranger, at=at)


def test_where_the_rulebook_wants_a_file_no_link_will_do(submission, owner, sign_in, at):
    attachments.attach_video_link(submission, "https://youtu.be/abc", user=owner, at=at)
    VideoRule.objects.filter(group=submission.group).update(allows_link=False)
    submission.refresh_from_db()

    with pytest.raises(Refused, match="berkas video"):
        attachments.attach_video_link(submission, "https://youtu.be/x", user=owner, at=at)
    page = sign_in(owner).get(reverse("submission-video", args=[submission.pk]))
    assert "tautan YouTube" not in page.text
    assert [c.note for c in checks.missing(submission) if c.place == ("video", 0)] == [
        "Berupa tautan; kelompok ini meminta berkas video."
    ]
