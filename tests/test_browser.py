"""Pages in real Chromium: for everyone, on small and large screens, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from inovasi.demo.files import statement_pdf
from inovasi.policy import POLICY
from judging.models import ScoreSheet
from notifications.models import Message
from submissions.models import Submission
from submissions.states import Status
from tests.browser import Guard, violations
from tests.expectation import expected
from tests.site import MARKS, Site
from tests.targets import targets
from tests.things import Target
from tests.world import JUDGING, World
from units.models import User

pytestmark = MARKS

FILES = {
    "file",
    "oioi-report-pdf",
    "oioi-report-xlsx",
    "submission-pdf",
    "submission-receipt-pdf",
    "submission-packet",
    "order-file",
    "export-profiles",
    "ranking-bundle",
    "results-bundle",
    "results-verifier",
    "blind-file",
    "certificate",
    "certificates",
    "ranking-paper",
    "mfa_download_recovery_codes",
    "rulebook-guideline",
    "rulebook-template",
    "rulebook-sheet-docx",
    "rulebook-sheet-pdf",
    "ledger-table",
    "ledger-chain",
    "ledger-verifier",
}
NO_PAGES = {"healthz", "score-pad-worker"} | FILES
GONE = {"invitation": 410}
"""A link that leads nowhere any more still has a page that says what to do."""
WIDTHS = (360, 1280)


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


def open_to(world: World, role: str) -> dict[tuple[str, str], Target]:
    """Every page that the policy table opens to the role, once per kind of object."""
    return {
        (target.name, target.thing.label): target
        for name, rule in POLICY.items()
        if "GET" in rule and name not in NO_PAGES
        for target in targets(world, name)
        if not target.thing.label.startswith("other")
        and expected(world, role, "GET", target) == 200
    }


def pages_of(world: World, role: str) -> list[Target]:
    """The pages that this role is the first to open, and those that differ from role to role."""
    own = open_to(world, role)
    roles = list(FEWEST)
    before = [open_to(world, each) for each in roles[: roles.index(role)]]
    new = [
        target
        for key, target in own.items()
        if target.name in DIFFERENT or not any(key in pages for pages in before)
    ]
    return sorted(new, key=lambda target: target.at)


def troubles_of(page: Page) -> list[str]:
    """What axe finds on a small and a large screen, and whether a tiny one must be scrolled."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {each}" for each in violations(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        found.append(f"scrolls sideways: {wide} of 320")
    return found


FEWEST = {"anonymous": 7, "owner": 25, "committee": 12, "judge": 4, "leadership": 1, "nobody": 2}
DIFFERENT = {"front", "home", "rulebook", "submission"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", FEWEST)
def test_every_page_is_accessible_quiet_and_narrow(site: Site, role: str) -> None:
    page = site.browser_of(role).new_page()
    guard = Guard(page, site.origin)
    found = []
    for target in pages_of(site.world, role):
        if target.at != site.now:
            site.move_to(target.at)
        response = page.goto(site.origin + target.url)
        assert response.status == GONE.get(target.name, 200), target
        guard.forgive(response.status)
        found += [f"{target}: {each}" for each in [*troubles_of(page), *guard.troubles]]
        guard.troubles.clear()
    assert not found, "\n".join(found)
    assert len(pages_of(site.world, role)) >= FEWEST[role]


def test_the_checks_of_pages_see_what_they_should(site: Site) -> None:
    """A page with everything wrong: what must be found is found."""
    page = site.browser_of("anonymous").new_page()
    guard = Guard(page, site.origin)
    page.goto(site.origin)
    assert not [*troubles_of(page), *guard.troubles]
    page.evaluate("""() => {
        document.body.innerHTML =
            '<img src="/tidak-ada.png"><p style="top: 0">x</p><iframe width="500"></iframe>';
        document.body.append(Object.assign(new Image(), {src: "https://example.org/x.png"}));
    }""")
    page.wait_for_load_state("networkidle")
    found = [*troubles_of(page), *guard.troubles]
    wanted = ("1280: image-alt", "scrolls sideways", "status of 404", "style-src", "img-src")
    assert [each for each in wanted if not any(each in line for line in found)] == []


def test_pages_in_trouble_are_accessible_too(site: Site) -> None:
    """Errors at fields, refusals, both texts of a stale save, error pages."""
    page = site.browser_of("owner").new_page()
    guard = Guard(page, site.origin)
    found = []

    def look(what: str, status: int) -> None:
        guard.forgive(status)
        found.extend(f"{what}: {each}" for each in [*troubles_of(page), *guard.troubles])
        guard.troubles.clear()

    page.goto(site.url("innovation-new"))
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator(".field-error, .invalid-feedback").first).to_be_visible()
    look("empty form", 422)
    entry = site.world.sides["own"].entries["draft"]
    page.goto(site.url("submission-document", entry.pk, entry.group.document_rules.first().pk))
    page.set_input_files(
        "input[type=file]", {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"bukan"}
    )
    page.get_by_role("button", name="Kirim berkas").click()
    expect(page.locator("[data-upload-error]")).to_contain_text("bukan PDF")
    look("no PDF", 422)
    page.goto(f"{site.origin}/tidak-ada/")
    look("404", 404)
    page.goto(site.url("checks"))
    look("403", 403)
    site.move_to(JUDGING)
    page.goto(site.url("submission-video", entry.pk))
    look("closed", 403)
    assert not found, "\n".join(found)


def test_the_page_shows_what_the_table_of_scores_adds_up_to(site: Site) -> None:
    site.move_to(JUDGING)
    page = site.browser_of("judge").new_page()
    page.goto(site.url("score-sheet", site.world.sides["own"].assignment.pk))
    scores = ("92,5", "92,75", "93", "93,25", "93,5", "93,75", "94")
    for field, score in zip(page.locator("[name^=score-]").all(), scores, strict=True):
        field.fill(score)
    first = page.locator("[name^=score-]").first
    for key, value in (("ArrowUp", "93"), ("ArrowDown", "92"), ("Shift+ArrowUp", "92,01")):
        first.press(key)
        expect(first).to_have_value(value)
    first.fill(scores[0])
    expect(page.locator("[data-total]")).to_have_text("93,28")
    page.get_by_role("button", name="Simpan dan tanda tangani").click()
    expect(page.locator("main")).to_contain_text("93,28")


# --- without JavaScript ---------------------------------------------------------------------


def test_without_javascript_everything_can_be_done(site: Site) -> None:
    plain = {"java_script_enabled": False}
    side = site.world.sides["own"]
    entry = side.entries["returned"]
    owner = site.browser_of("owner", **plain).new_page()
    section = entry.group.sections.first()
    owner.goto(site.url("submission-section", entry.pk, section.pk))
    owner.fill("textarea[name=text]", "Ditulis tanpa JavaScript, lima kata")
    press(owner, "Simpan")
    expect(owner.locator("main")).to_contain_text(f"5 dari {section.max_words} kata")
    rule = entry.group.document_rules.first()
    owner.goto(site.url("submission-document", entry.pk, rule.pk))
    content = {
        "name": "surat baru.pdf",
        "mimeType": "application/pdf",
        "buffer": statement_pdf(["Tanpa JavaScript"]),
    }
    owner.set_input_files("input[type=file]", content)
    press(owner, "Kirim berkas")
    expect(owner.locator("main")).to_contain_text("sudah dilampirkan")
    owner.goto(site.url("submission-handover", entry.pk))
    owner.get_by_label(re.compile("Saya menyatakan")).check()
    press(owner, "Ajukan sekarang")
    expect(owner.locator("main")).to_contain_text("Usulan sudah diterima")

    committee = site.browser_of("committee", **plain).new_page()
    committee.goto(site.url("check", entry.pk))
    expect(committee.locator("main")).to_contain_text("surat baru.pdf")
    for radio in committee.locator("[name^=result-][value=terpenuhi]").all():
        radio.check()
    committee.check("[name=decision][value=lolos]")
    press(committee, "Simpan keputusan")
    expect(committee.locator("main")).to_contain_text("Keputusan tersimpan")

    site.move_to(JUDGING)
    judge = site.browser_of("judge", **plain).new_page()
    judge.goto(site.url("score-sheet", side.assignment.pk))
    for field in judge.locator("[name^=score-]").all():
        field.fill("87,5")
    press(judge, "Simpan dan tanda tangani")
    press(judge, "Tanda tangani")
    expect(judge.locator("main")).to_contain_text("sudah ditandatangani")

    entry.refresh_from_db()
    assert entry.status == Status.PASSED
    assert entry.snapshots.count() == 2
    assert entry.answers.get(section=section).text == "Ditulis tanpa JavaScript, lima kata"
    sheet = ScoreSheet.objects.get(assignment=side.assignment)
    assert sheet.is_signed
    assert {score.value for score in sheet.scores.all()} == {87.5}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


# --- twice and at the same time -------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_hands_in_once(site: Site, scripts: bool) -> None:
    entry = site.world.sides["own"].entries["returned"]
    page = site.browser_of("owner", java_script_enabled=scripts).new_page()
    page.goto(site.url("submission-handover", entry.pk))
    page.get_by_label(re.compile("Saya menyatakan")).check()
    before = Message.objects.count()
    page.get_by_role("button", name="Ajukan sekarang").dblclick()
    expect(page).to_have_url(site.url("submission-receipt", entry.pk))
    assert list(entry.snapshots.values_list("revision", flat=True)) == [2, 1]
    assert entry.events.filter(verb="ajukan-ulang").count() == 1
    people = User.objects.filter(memberships__unit=entry.unit).count()
    assert Message.objects.count() == before + people


def two_writers(site: Site, **options: object) -> tuple[Submission, Page, Page]:
    """The same section open in two people's browsers."""
    entry = site.world.sides["own"].entries["draft"]
    url = site.url("submission-section", entry.pk, entry.group.sections.first().pk)
    first, second = (site.browser_of(role, **options).new_page() for role in ("owner", "team_mate"))
    for tab in (first, second):
        tab.goto(url)
    return entry, first, second


def test_autosave_shows_both_texts_in_place(site: Site) -> None:
    entry, first, second = two_writers(site)
    first.fill("textarea[name=text]", "Tulisan pertama.")
    expect(first.locator("[data-state]")).to_contain_text("Tersimpan")
    second.fill("textarea[name=text]", "Tulisan kedua.")
    panel = second.locator("[data-panel=conflict]")
    expect(panel.locator(".both-saved")).to_contain_text("Tulisan pertama.")
    expect(second.locator("textarea[name=text]")).to_have_value("Tulisan kedua.")
    assert not troubles_of(second)
    panel.get_by_role("button", name="Simpan isi kotak").click()
    expect(second.locator("[data-state]")).to_contain_text("Tersimpan")
    answer = entry.answers.first()
    assert answer.text == "Tulisan kedua."
    assert set(answer.revisions.values_list("text", flat=True)) >= {"Tulisan pertama."}


def test_two_tabs_of_a_score_sheet_lose_nothing(site: Site) -> None:
    """Each keeps the criterion that only it changed; over the same one the judge decides."""
    site.move_to(JUDGING)
    given = site.world.sides["own"].assignment
    one, other = (each.criterion_id for each in given.sheet.scores.order_by("criterion")[:2])
    context = site.browser_of("judge")
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(site.url("score-sheet", given.pk))
    first.fill(f"[name=score-{one}]", "71")
    expect(first.locator("[data-state]")).to_contain_text("Tersimpan")
    second.fill(f"[name=score-{other}]", "62")
    expect(second.locator("[data-state]")).to_contain_text("Tersimpan")
    assert {s.criterion_id: int(s.value) for s in given.sheet.scores.all()}.items() >= {
        one: 71,
        other: 62,
    }.items()

    first.fill(f"[name=score-{other}]", "63")
    panel = first.locator("[data-panel=conflict]")
    expect(panel).to_contain_text("62")
    panel.get_by_role("button", name="Simpan isian saya").click()
    expect(first.locator("[data-state]")).to_contain_text("Tersimpan")
    assert int(given.sheet.scores.get(criterion=other).value) == 63


def test_a_stale_section_shows_both_texts(site: Site) -> None:
    """Two tabs: nothing is overwritten, nothing is lost, and both can be put together."""
    entry, first, second = two_writers(site, java_script_enabled=False)
    guard = Guard(second, site.origin)
    first.fill("textarea[name=text]", "Tulisan pertama.")
    press(first, "Simpan")
    expect(first.locator("main")).to_contain_text("Tersimpan.")
    second.fill("textarea[name=text]", "Tulisan kedua.")
    press(second, "Simpan")
    expect(second.locator("h1")).to_contain_text("baru saja menyimpan bagian ini")
    expect(second.locator(".both-saved")).to_contain_text("Tulisan pertama.")
    own: Locator = second.locator("textarea[name=text]")
    expect(own).to_have_value("Tulisan kedua.")
    guard.forgive(409)
    assert not guard.troubles
    answer = entry.answers.first()
    assert answer.text == "Tulisan pertama."
    own.fill("Tulisan pertama. Tulisan kedua.")
    press(second, "Simpan gabungan ini")
    expect(second.locator("main")).to_contain_text("Tersimpan.")
    answer.refresh_from_db()
    assert answer.text == "Tulisan pertama. Tulisan kedua."
