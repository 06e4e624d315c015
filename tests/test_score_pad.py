"""The score pad in real Chromium with the network cut: pages open, scores stay, and arrive once."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from judging import workflow
from judging.models import Assignment, Score
from tests.browser import violations
from tests.site import MARKS, Site
from tests.world import JUDGING

pytestmark = MARKS

KEPT = """async () => Promise.all((await caches.keys()).map(async (name) => {
  const pages = await (await caches.open(name)).keys();
  return [name, pages.map(({ url }) => new URL(url).pathname)];
}))"""


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> None:
    """The world's own store serves every test here."""


@pytest.fixture
def given(site: Site) -> Assignment:
    site.move_to(JUDGING)
    return site.world.sides["own"].assignment


@pytest.fixture
def second(site: Site, given: Assignment) -> Assignment:
    """Another sheet of the same judge, with nothing in it yet."""
    entry = site.world.sides["other"].entries["judged"]
    deed = {"user": site.world.people["committee"], "at": timezone.now()}
    (made,) = workflow.assign(given.judge, [entry], **deed)
    workflow.clear([made], user=given.judge.user, at=timezone.now())
    return made


def opened(context: BrowserContext, site: Site, given: Assignment) -> Page:
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url("score-sheet", given.pk))
    expect(page.locator("[data-kept-here]")).to_be_visible()
    return page


def kept(page: Page) -> dict[str, list[str]]:
    """The pages on the device, by the cache that they lie in."""
    found = dict(page.evaluate(KEPT))
    assert all(each.startswith("/static/") or each == "/penilaian/luring/"
               for each in found.pop("penilaian-berkas", []))  # fmt: skip
    return found


def saved(given: Assignment) -> list[Decimal]:
    rows = Score.objects.filter(sheet__assignment=given).order_by("criterion__order")
    return list(rows.values_list("value", flat=True))


def field(given: Assignment, place: int) -> str:
    criterion = given.judge.panel.stage.criteria.all()[place]
    return f"[name=score-{criterion.pk}]"


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(words)


def test_a_sheet_opens_without_a_network_and_its_scores_arrive(site, given):
    context = site.browser_of("judge")
    page = opened(context, site, given)
    page.fill(field(given, 0), "71")
    says(page, "Tersimpan")

    context.set_offline(True)
    page.reload()
    expect(page.locator("[data-kept-notice]")).to_be_visible()
    expect(page.locator(field(given, 0))).to_have_value("71")  # saved after the page was kept
    page.fill(field(given, 1), "62,5")
    says(page, "perangkat ini")
    page.reload()
    expect(page.locator(field(given, 1))).to_have_value("62,5")
    assert saved(given)[:2] == [71, 80]

    context.set_offline(False)
    says(page, "Tersimpan")
    assert saved(given)[:2] == [71, Decimal("62.5")]


def test_what_was_filled_in_arrives_from_any_page_of_the_judge(site, given, second):
    context = site.browser_of("judge")
    page = opened(context, site, second)
    page.goto(site.url("score-sheet", given.pk))
    context.set_offline(True)
    page.fill(field(given, 0), "55")
    says(page, "perangkat ini")
    page.goto(site.url("assignments"))
    expect(page.locator("h1")).to_have_text("Portal tidak terjangkau")
    assert violations(page) == []
    page.get_by_role("link", name=str(second.submission)).click()
    page.fill(field(second, 0), "44")
    says(page, "perangkat ini")
    page.get_by_role("link", name="Penilaian saya").first.click()
    assert saved(second) == []

    context.set_offline(False)
    page.get_by_role("link", name="Coba lagi").click()
    expect(page.locator("[data-unsent]")).to_contain_text("sudah sampai ke portal")
    expect(page.locator("[data-unsent] li")).to_have_count(2)
    assert (saved(given)[0], saved(second)) == (55, [44])


def test_what_was_saved_elsewhere_meanwhile_is_not_overwritten(site, given):
    here, elsewhere = site.browser_of("judge"), site.browser_of("judge")
    page = opened(here, site, given)
    here.set_offline(True)
    page.fill(field(given, 0), "55")
    says(page, "perangkat ini")
    page.goto(site.url("assignments"))
    other = opened(elsewhere, site, given)
    other.fill(field(given, 0), "99")
    says(other, "Tersimpan")

    here.set_offline(False)
    page.goto(site.url("assignments"))
    expect(page.locator("[data-unsent]")).to_contain_text("diisi berbeda di tempat lain")
    assert saved(given)[0] == 99
    page.locator("[data-unsent] a").click()
    panel = page.locator("[data-panel=copy]")
    expect(panel).to_contain_text("55")
    panel.get_by_role("button", name="Pakai isian itu").click()
    says(page, "Tersimpan")
    assert saved(given)[0] == 55


def test_nothing_but_the_own_open_sheets_is_kept(site, given, second):
    context = site.browser_of("judge")
    page = opened(context, site, given)
    own = f"penilaian:{given.judge.user_id}"
    for name in ("score-sheet-signature", "abstention", "assignment-conflict"):
        page.goto(site.url(name, given.pk))
    page.goto(site.url("assignments"))
    page.goto(site.url("declarations"))
    assert kept(page) == {own: [f"/penilaian/{given.pk}/"]}

    opened(context, site, second)
    page.goto(site.url("score-sheet-signature", given.pk))
    page.get_by_role("button", name="Tanda tangani", exact=True).click()
    expect(page.locator("main")).to_contain_text("sudah ditandatangani")
    assert kept(page) == {own: [f"/penilaian/{second.pk}/"]}

    deed = {"user": site.world.people["committee"], "at": timezone.now()}
    workflow.withdraw(second, reason="Sakit.", **deed)
    assert page.goto(site.url("score-sheet", second.pk)).status == 404
    page.wait_for_function(
        "async (name) => !(await (await caches.open(name)).keys()).length", arg=own
    )


def test_signing_out_and_another_account_leave_nothing_on_the_device(site, given):
    context = site.browser_of("judge")
    page = opened(context, site, given)
    page.locator("[data-sign-out] button").first.click()
    page.wait_for_url(site.origin + "/")
    assert kept(page) == {}
    context.set_offline(True)
    page.goto(site.url("score-sheet", given.pk))
    expect(page.locator("h1")).to_have_text("Portal tidak terjangkau")
    expect(page.locator("[data-none]")).to_be_visible()
    expect(page.locator("[data-some]")).to_be_hidden()

    context.set_offline(False)
    context = site.browser_of("judge")
    page = opened(context, site, given)
    client = Client()
    client.force_login(site.world.people["other_judge"])
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.origin}])
    page.goto(site.url("home"))
    page.wait_for_function("async () => (await caches.keys()).join() == 'penilaian-berkas'")
