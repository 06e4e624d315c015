"""Captions: what comes in as SubRip or WebVTT goes out as plain WebVTT."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from conftest import FILM, stored
from submissions import attachments
from submissions.media.captions import NotCaptions, read, to_webvtt

SRT = b"""1
00:00:01,000 --> 00:00:02,500
<i>Selamat</i> pagi & selamat datang

2
00:01:00,5 --> 00:01:02,000
Baris satu
Baris dua
"""


def test_subrip_becomes_webvtt():
    assert to_webvtt(SRT).decode() == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.500\nSelamat pagi &amp; selamat datang\n\n"
        "00:01:00.500 --> 00:01:02.000\nBaris satu\nBaris dua\n"
    )


def test_webvtt_loses_styles_positions_and_notes():
    content = (
        b"\xef\xbb\xbfWEBVTT - a title\r\n\r\nSTYLE\r\n::cue { background: url(http://x/) }\r\n\r\n"
        b"NOTE nobody reads this\r\n\r\nname\r\n00:01.000 --> 00:02.000 line:0 position:20%\r\n"
        b"<v Siti><script>alert(1)</script>Halo</v>\r\n"
    )
    assert to_webvtt(content).decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nalert(1)Halo\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "cp1252"])
def test_letters_of_every_common_coding(name):
    text = "1\n00:00:01,000 --> 00:00:02,000\nPuskesmas Mamajang é\n"
    assert "Mamajang é" in to_webvtt(text.encode(name)).decode()


def test_cues_are_put_in_order():
    late, early = "00:09.000 --> 00:10.000\nb\n", "00:01.000 --> 00:02.000\na\n"
    assert [cue.text for cue in read(f"{late}\n{early}")] == ["a", "b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"WEBVTT\n\n",
        b"\x00\x01\x02",
        b"1\n00:00:02,000 --> 00:00:01,000\nmundur\n",
        b"1\n00:99:01,000 --> 00:99:02,000\nx\n",
        b"\n\n" * 6000,
    ],
)
def test_what_holds_no_captions_is_refused(content):
    with pytest.raises(NotCaptions, match="takarir"):
        to_webvtt(content)


@given(st.text(max_size=200))
@examples(max_examples=100, deadline=None)
def test_nothing_but_times_and_escaped_words_comes_through(words):
    try:
        made = to_webvtt(f"00:01.000 --> 00:02.000\n{words}\n".encode()).decode()
    except NotCaptions:
        return
    assert "<" not in made
    assert all(line.count("-->") == made.startswith("WEBVTT") for line in made.split("\n")[2:3])
    assert to_webvtt(made.encode()).decode() == made


@pytest.fixture
def video(submission, owner, at):
    file = stored("video", str(submission.pk), owner, b"film", "video/mp4")
    return attachments.attach_video(submission, file, FILM, user=owner, at=at)


def post(browser, submission, content: bytes, name: str = "teks.srt"):
    url = reverse("submission-video-captions", args=[submission.pk])
    return browser.post(url, {"file": SimpleUploadedFile(name, content)})


def test_captions_are_shown_with_the_film(video, submission, owner, sign_in):
    assert post(sign_in(owner), submission, SRT).status_code == 302

    video.refresh_from_db()
    assert video.captions.content_type == "text/vtt"
    answer = sign_in(owner).get(reverse("file", args=[video.captions_id]))
    assert ContentFile(b"".join(answer.streaming_content)).read() == to_webvtt(SRT)
    assert answer["Content-Type"] == "text/vtt"


def test_what_is_no_caption_file_says_so_on_the_page(video, submission, owner, sign_in):
    answer = post(sign_in(owner), submission, b"halo")

    assert answer.status_code == 422
    assert "tidak berisi takarir" in answer.content.decode()
    video.refresh_from_db()
    assert video.captions is None


def test_captions_without_a_film_are_refused(submission, owner, sign_in):
    answer = post(sign_in(owner), submission, SRT)

    assert answer.status_code == 422
    assert "Unggah videonya dulu" in answer.content.decode()


def test_a_stranger_finds_no_place_for_captions(video, submission, stranger, sign_in):
    assert post(sign_in(stranger), submission, SRT).status_code == 404
