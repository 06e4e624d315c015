"""HTML of letters: panitia's own, checked when it is saved, and nothing that people wrote acts."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest

from conftest import AT
from inovasi.lib.verdict import Refused
from ledger.models import Change
from notifications import delivery, texts
from notifications.composing import compose, fill_html
from notifications.letters import LETTERS
from notifications.markup import ELEMENTS, Unreadable, read
from notifications.models import Message
from notifications.workflow import post

KIND = LETTERS["submissions/video_failed"]
URL = "/naskah-surat/submissions/video_failed/"
BODY = "Halo {nama},\n\nVideo {judul} gagal.\n\n{tautan}\n"
HTML = (
    "<h2>Video gagal</h2>\n<p>Halo <b>{nama}</b>, video &quot;{judul}&quot; gagal.</p>"
    '<p><a href="{tautan}">Unggah lagi</a></p><p>{pengirim}</p>'
)
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "</p></body><form action=//x.example>",
    "javascript:alert(1)",
    "https://judi.example/masuk",
    "{tautan} {pengirim}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--",
    "‮fdp.exe",
]


@pytest.fixture
def write(committee, at):
    def deed(html=HTML, version=0, body=BODY, scope=""):
        return texts.write(
            KIND,
            scope,
            subject="Video gagal: {judul}",
            body=body,
            html=html,
            version=version,
            user=committee,
            at=at,
        )

    return deed


def html_of(submission, owner) -> str:
    return compose(KIND.name, {"submission": submission, "path": "/x/", "recipient": owner}).html


class Seen(HTMLParser):
    """Every tag with its attributes, as a reader of HTML finds them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_next_letter_uses_it_and_the_text_stays_beside_it(
    write, submission, owner, postman, settings
):
    write()
    (letter,) = post(
        KIND.name,
        key="satu",
        recipients=[owner],
        context={"submission": submission, "path": "/x/"},
        at=AT,
    )

    delivery.deliver(letter.pk, at=AT)

    mail = message_from_bytes(postman.received[0].content, policy=policy.default)
    html = mail.get_body(("html",)).get_content()
    assert f'<a href="{settings.PUBLIC_URL}/x/">Unggah lagi</a>' in html
    assert f"<b>{owner.full_name}</b>" in html
    assert "Video Perahu Sehat gagal." in mail.get_body(("plain",)).get_content()


def test_without_html_of_its_own_a_letter_follows_its_text(write, submission, owner):
    write(html="")

    assert html_of(submission, owner) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_adds_no_tag_and_no_link(text, write, submission, owner):
    write()
    plain = Seen(html_of(submission, owner)).tags
    submission.innovation.title = owner.full_name = text

    html = html_of(submission, owner)

    assert Seen(html).tags == plain
    assert not re.search(r"https?://(?!\u2060)judi", html)
    assert "\u202e" not in html


def test_every_placeholder_of_every_letter_is_escaped():
    """In the text and, for those that may be links, as the address."""
    bad = "\"'><script>alert(1)</script>"
    for letter in LETTERS.values():
        source = "".join(f"<p>{{{name}}}</p>" for name in letter.words)
        values = dict.fromkeys(letter.words, bad)
        made = fill_html(letter, source, values)
        assert {tag for tag, _attributes in Seen(made).tags} == {"p"}


def test_a_link_leads_nowhere_but_to_an_address_of_the_web_or_of_mail():
    values = {**KIND.samples(), "tautan": "javascript:alert(1)"}

    assert "<a" not in fill_html(KIND, HTML, values)
    assert "Unggah lagi" in fill_html(KIND, HTML, values)


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<script>alert(1)</script>{tautan}", "<script> tidak dipakai"),
        ("<p>{tautan}</p><img src='https://x.example/a.png'>", "<img> tidak dipakai"),
        ("<style>p{}</style>{tautan}", "<style> tidak dipakai"),
        ("<svg/onload=alert(1)>{tautan}", "<svg> tidak dipakai"),
        ("<p onclick='x'>{tautan}</p>", "<p> tidak memakai onclick"),
        ("<p style='color:red'>{tautan}</p>", "<p> tidak memakai style"),
        ("<p class='{nama}'>{tautan}</p>", "<p> tidak memakai class"),
        ('<a href="https://x.example/">x</a>{tautan}', "Tautan ditulis"),
        ('<a href="javascript:{tautan}">x</a>', "Tautan ditulis"),
        ('<a href="{tautan}" target="_blank">x</a>', "Tautan ditulis"),
        ('<a href="{tautan}" href="{tautan}">x</a>', "Tautan ditulis"),
        ('<a href="{judul}">x</a>{tautan}', "hanya dapat menuju"),
        ('<a href="{pengirim}">x</a>{tautan}', "hanya dapat menuju"),
        ('<a href="{tautan}"><a href="{tautan}">x</a></a>', "tautan lain"),
        ("<p>{tautan}", "<p> tidak ditutup"),
        ("<p><b>{tautan}</p></b>", "</p> tidak menutup"),
        ("{tautan}</p>", "</p> tidak menutup"),
        ("<p>{tautan}</p><p", "tanda <"),
        ("<p>a < b {tautan}</p>", "tanda <"),
        ("<p>{tautan}</p><!-- x -->", "Komentar"),
        ("<!doctype html><p>{tautan}</p>", "Komentar"),
        ("<![foo[<p>{tautan}</p>", "Komentar"),
        ("</ x><p>{tautan}</p>", "tidak menutup"),
        ("<b>" * 3000 + "{tautan}" + "</b>" * 3000, "Terlalu banyak"),
        ("<?php x ?><p>{tautan}</p>", "Komentar"),
        ("<p>{tautan} {nomor}</p>", r"tidak mengenal \{nomor\}"),
        ("<p>{<b>nama</b>} {tautan}</p>", "Kurung kurawal"),
        ("<p>{na&#109;a} {tautan}</p>", "Kurung kurawal"),
        ('<p>Halo</p><a href="{tautan}"></a>', "Tautan tanpa tulisan"),
        ('<p>Halo</p><a href="{tautan}"><b> &nbsp;</b><br></a>', "Tautan tanpa tulisan"),
        ("<p>Halo {nama}</p>", r"tanpa \{tautan\}"),
        ("<hr>", r"tanpa \{tautan\}"),
    ],
)
def test_markup_that_does_not_work_is_refused_with_the_reason(html, why, write):
    with pytest.raises(Unreadable, match=why):
        write(html=html)


@pytest.mark.parametrize("html", ["<br>", "<p> &nbsp;</p><hr>", "<p><b></b></p>"])
def test_a_letter_that_comes_out_empty_is_refused(html):
    with pytest.raises(Unreadable, match="HTML ini kosong"):
        texts.check_html(LETTERS["notifications/by_hand"], html)


def test_entities_are_read_and_hidden_signs_go():
    assert read("<p>5 &lt; 6 &amp; 7 &#8238;x</p>").content[0].content == [
        "5 ", "<", " 6 ", "&", " 7 ", "", "x",
    ]  # fmt: skip


def test_a_line_whose_words_are_all_empty_is_left_out():
    values = {**KIND.samples(), "pengirim": ""}

    made = fill_html(KIND, HTML, values)

    assert made.count("<p>") == 2
    assert "<p></p>" not in made


def test_lines_of_a_value_stay_lines():
    values = {**KIND.samples(), "judul": "satu\ndua <i>"}

    assert "satu<br>\ndua &lt;i&gt;" in fill_html(KIND, HTML, values)


def test_the_page_shows_it_in_a_frame_without_scripts_and_keeps_what_was_typed(
    write, sign_in, committee
):
    browser = sign_in(committee)
    typed = {"subject": "S", "body": BODY, "html": "<p>{tautan}", "version": 0}

    refused = browser.post(URL, typed)

    assert refused.status_code == 422
    assert "tidak ditutup" in refused.text
    assert "&lt;p&gt;{tautan}" in refused.text
    assert browser.post(URL, {**typed, "html": HTML}).status_code == 302
    page = browser.get(URL).text
    frame = re.search(r"<iframe[^>]*>", page)[0]
    assert 'sandbox=""' in frame
    assert "&lt;h2&gt;Video gagal&lt;/h2&gt;" in frame


def test_the_letter_on_trial_carries_it_and_its_change_is_history(write, committee):
    row = write()
    letter = texts.send_on_trial(KIND, "", token="5", user=committee, at=AT)
    write(version=1, html="<p>{tautan}</p>")

    assert "<h2>Video gagal</h2>" in letter.html
    changes = Change.objects.filter(table="notifications_lettertext", row=row.pk).order_by("pk")
    assert [change.after.get("html") for change in changes] == [HTML, "<p>{tautan}</p>"]


def test_what_opens_an_account_goes_from_the_html_as_well(person, at, postman):
    kind = LETTERS["units/invited"]
    row = Message.objects.create(
        letter=kind.name,
        key="undangan",
        address="baru@gowa.example",
        subject="Undangan",
        body="https://x.example/undangan/rahasia123/",
        html='<a href="https://x.example/undangan/rahasia123/">Buka</a>',
        created_at=at,
        next_try_at=at,
    )

    assert delivery.deliver(row.pk, at=at)

    row.refresh_from_db()
    assert "rahasia123" in postman.received[0].content.decode()
    assert "rahasia123" not in row.body + row.html


def test_the_list_of_elements_holds_nothing_that_loads_or_acts():
    loads = "script style img iframe form input link meta base object embed svg video audio"
    assert not ELEMENTS & set(loads.split())


def test_html_of_an_edition_goes_with_its_text(write, submission, owner):
    write()
    write(scope=str(submission.edition_id), html="<p>Edisi {tautan}</p>")

    assert html_of(submission, owner).startswith("<p>Edisi ")


def test_only_panitia_writes_it(owner, at):
    with pytest.raises(Refused, match="Hanya panitia"):
        texts.write(KIND, "", subject="S", body=BODY, html=HTML, version=0, user=owner, at=at)
