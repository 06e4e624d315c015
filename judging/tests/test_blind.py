"""A blind stage: judges read copies, name units beforehand, and never learn whose an entry is."""

import html
import re
from itertools import product

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from conftest import stored
from innovations.models import TeamMember
from inovasi.demo.files import statement_pdf
from inovasi.lib.verdict import Refused, Stale
from inovasi.policy import POLICY, Who
from judging import queries, workflow
from judging.conflicts import Conflicts
from judging.models import Assignment, BlindCopy, Conflict
from judging.tests.conftest import leave, passed
from notifications.models import Message
from submissions.models import Evidence
from units.models import FormerName

FOUND = (
    "UnitKenari",
    "DuluKenari",
    "KodeKenari",
    "AnggotaKenari",
    "PemrakarsaKenari",
    "AkunKenari",
)
"""Canaries in names that the portal knows."""
WRITTEN = ("BerkasKenari", "KeteranganKenari", "JudulKenari", "RingkasanKenari", "IsianKenari")
"""Canaries in what the unit wrote, which only people can tell."""
OWN_ACCOUNT = ("account", "mfa_")
"""Pages about the judge's own account name no entry."""


@pytest.fixture
def blind(stage):
    stage.is_blind = True
    stage.save()
    return stage


@pytest.fixture
def named(submission, owner, unit, committee, at, blind):
    """An entry with a canary in every field that a judge might be shown."""
    owner.full_name = "AkunKenari Contoh"
    owner.email = "akunkenari@gowa.example"
    owner.save()
    unit.name, unit.code = "Puskesmas UnitKenari", "KodeKenari"
    unit.save()
    FormerName.objects.create(unit=unit, name="Balai DuluKenari", until=at.date())
    innovation = submission.innovation
    innovation.title = "JudulKenari Sehat"
    innovation.summary = "RingkasanKenari di UnitKenari oleh AnggotaKenari Dua."
    innovation.initiator_name = "PemrakarsaKenari Satu"
    innovation.save()
    TeamMember.objects.create(innovation=innovation, name="AnggotaKenari Dua")
    entry = passed(submission, owner, committee, at)
    for number, answer in enumerate(entry.answers.all()):
        answer.text = f"IsianKenari {number}: Puskesmas UnitKenari dan PemrakarsaKenari Satu."
        answer.save()
    entry.attachments.update(replaced_at=None)
    for each in entry.attachments.all():
        each.file.original_name = "BerkasKenari.pdf"
        each.file.save()
    section = entry.group.sections.filter(evidence_max_files__gt=0).first()
    file = stored(
        "evidence", f"{entry.pk}-{section.pk}", owner, statement_pdf(["Laporan"]), "application/pdf"
    )
    file.original_name = "BerkasKenari bukti.pdf"
    file.save()
    Evidence.objects.create(
        submission=entry, section=section, file=file, caption="KeteranganKenari", order=1,
        added_by=owner, added_at=at,
    )  # fmt: skip
    return entry


def copy_of(entry, stage, committee, at, **more):
    """A released copy with one document and one piece of evidence."""
    files = [each.file for each in queries.candidates(entry)]
    answers = {each.section: f"Jawaban bersih {each.section_id}" for each in entry.answers.all()}
    facts = {"title": "Layanan bersih", "summary": "Ringkas.", "answers": answers, "files": files}
    facts |= {"release": True, "version": 0} | more
    return workflow.save_copy(stage, entry, user=committee, at=at, **facts)


@pytest.fixture
def given(named, judge, committee, judging_time):
    """Assigned to a judge who has named no unit yet."""
    (made,) = workflow.assign(judge, [named], user=committee, at=judging_time)
    return made


@pytest.fixture
def browser(given, sign_in, clock, judging_time) -> Client:
    clock.move_to(judging_time)
    return sign_in(given.judge.user)


def name_units(judge, at, units=(), reason=""):
    return workflow.declare_units(judge, units, reason=reason, user=judge.user, at=at)


def leaks(response) -> list[str]:
    """The canaries in everything that an answer carries: body, address and headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = html.unescape(body.decode("utf-8", "replace")) + str(response.headers)
    return [each for each in (*FOUND, *WRITTEN) if each.lower() in text.lower()]


def addresses(entry, given) -> list[str]:
    """Every URL that is not panitia's alone, for every object that a judge could guess."""
    numbers = {entry.pk, given.pk, entry.innovation_id, given.judge_id}
    numbers |= set(entry.group.sections.values_list("pk", flat=True)[:1])
    numbers |= set(BlindCopy.objects.values_list("files", flat=True)) - {None}
    words = [entry.edition.slug, entry.unit.code]
    owners = [entry.pk, given.pk, entry.edition.slug]
    files = [str(each.file.pk) for each in queries.candidates(entry)]
    found = set()
    for name, rule in POLICY.items():
        is_closed = rule.get("GET", frozenset()) <= {Who.COMMITTEE, Who.LEADERSHIP}
        if is_closed or name.startswith(OWN_ACCOUNT):
            continue
        single = [(), *((each,) for each in (*numbers, *words, *files))]
        for args in (*single, *product(owners, numbers)):
            try:
                found.add(reverse(name, args=args))
            except NoReverseMatch:
                continue
    return sorted(found)


def walk(browser: Client, entry, given, allowed: str) -> dict[str, list[str]]:
    """What leaks where, along all addresses and every link on the pages that open."""
    queue, seen, found = addresses(entry, given), set(), {}
    while queue:
        path = queue.pop()
        if path in seen or path.startswith("/keluar"):
            continue
        seen.add(path)
        answer = browser.get(path)
        if path != allowed and leaks(answer):
            found[path] = leaks(answer)
        if not answer.streaming and answer.status_code == 200:
            links = re.findall(
                r'(?:href|src|action)="(/[^"#]*)', answer.content.decode("utf-8", "replace")
            )
            queue += [html.unescape(each) for each in links if not each.startswith("/static/")]
    assert f"/penilaian/{given.pk}/" in seen
    return found


def test_no_canary_reaches_a_judge_on_any_address(
    given, named, blind, browser, committee, judging_time
):
    allowed = f"/penilaian/unit/{given.judge_id}/"

    assert leaks(browser.get(f"/penilaian/{given.pk}/", follow=True)) == ["UnitKenari"]
    assert leaks(browser.get("/penilaian/")) == []
    copy_of(named, blind, committee, judging_time)
    name_units(given.judge, judging_time)
    page = browser.get(f"/penilaian/{given.pk}/")
    assert "Layanan bersih" in page.text
    assert "Jawaban bersih" in page.text
    assert walk(browser, named, given, allowed) == {}
    for verdict in (
        browser.post(f"/penilaian/{given.pk}/abstain/", {"reason": ""}),
        browser.post(f"/penilaian/{given.pk}/benturan/", {"reason": ""}),
        browser.post(f"/penilaian/{given.pk}/", {"version": "x"}),
        browser.post(f"/penilaian/{given.pk}/berkas/0/"),
    ):
        assert leaks(verdict) == []


def test_the_list_of_units_names_units_and_nothing_else(given, browser):
    found = leaks(browser.get(f"/penilaian/unit/{given.judge_id}/"))

    assert found == ["UnitKenari"]


def test_no_letter_to_a_judge_carries_a_canary(given, named, blind, committee, judging_time):
    copy_of(named, blind, committee, judging_time)
    name_units(given.judge, judging_time)
    given.refresh_from_db()
    signed = workflow.save_sheet(
        given,
        scores=dict.fromkeys(blind.criteria.all(), 80),
        version=0,
        user=given.judge.user,
        at=judging_time,
    )
    workflow.sign(given, version=signed.version, user=given.judge.user, at=judging_time)
    workflow.reopen(given, reason="Keliru.", user=committee, at=judging_time)
    workflow.withdraw(given, reason="Sakit.", user=committee, at=judging_time)

    letters = Message.objects.filter(recipient=given.judge.user)
    assert {each.key.split(":")[0] for each in letters} >= {"assigned", "reopened", "withdrawn"}
    text = "".join(each.subject + each.body for each in letters)
    assert [each for each in (*FOUND, *WRITTEN) if each.lower() in text.lower()] == []


def test_a_file_that_was_not_freed_is_not_there(
    given, named, blind, browser, committee, judging_time
):
    name_units(given.judge, judging_time)
    film, paper, *_others, proof = (each.file for each in queries.candidates(named))
    copy = copy_of(named, blind, committee, judging_time, files=[paper])
    free = copy.files.get()

    answer = browser.get(f"/penilaian/{given.pk}/berkas/{free.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert f"berkas-{free.pk}.pdf" in answer["Content-Disposition"]
    assert browser.get(f"/penilaian/{given.pk}/berkas/{free.pk + 1}/").status_code == 404
    for file in (film, paper, proof):
        assert browser.get(f"/berkas/{file.pk}/").status_code == 404
    copy_of(named, blind, committee, judging_time, files=[], version=1)
    assert browser.get(f"/penilaian/{given.pk}/berkas/{free.pk}/").status_code == 404


def test_a_file_of_another_judges_copy_is_404(
    given, named, blind, other_judge, committee, judging_time, sign_in, clock
):
    clock.move_to(judging_time)
    free = copy_of(named, blind, committee, judging_time).files.first()

    for user in (other_judge.user, committee):
        path = f"/penilaian/{given.pk}/berkas/{free.pk}/"
        assert sign_in(user).get(path).status_code == 404


def test_what_the_copy_leaves_empty_stays_empty(
    given, named, blind, browser, committee, judging_time
):
    name_units(given.judge, judging_time)
    empty = dict.fromkeys((each.section for each in named.answers.all()), "")
    copy_of(named, blind, committee, judging_time, summary="", answers=empty, files=[])

    assert leaks(browser.get(f"/penilaian/{given.pk}/")) == []


def test_nothing_is_scored_without_a_released_copy(given, named, blind, committee, judging_time):
    name_units(given.judge, judging_time)
    given.refresh_from_db()
    for release in (None, False):
        if release is not None:
            copy_of(named, blind, committee, judging_time, release=release)
        with pytest.raises(Refused, match="sedang disusun"):
            workflow.save_sheet(
                Assignment.objects.get(pk=given.pk),
                scores={},
                remark="x",
                version=0,
                user=given.judge.user,
                at=judging_time,
            )


def test_a_name_that_is_left_stops_the_release_and_is_named(named, blind, committee, judging_time):
    with pytest.raises(Refused, match=r"AnggotaKenari Dua, puskesmas unitkenari"):
        copy_of(
            named, blind, committee, judging_time,
            title="puskesmas unitkenari", summary="Oleh AnggotaKenari Dua",
        )  # fmt: skip
    assert not BlindCopy.objects.exists()
    copy_of(named, blind, committee, judging_time, title="Puskesmas UnitKenari", release=False)
    assert not BlindCopy.objects.get().is_released


def test_the_page_proposes_a_copy_and_marks_the_names(
    named, panel, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(committee), f"/penugasan/kipp-2026/tanpa-nama/{named.pk}/"

    page = html.unescape(browser.get(path).text)
    assert "<mark>Puskesmas UnitKenari</mark>" in page
    assert "<mark>PemrakarsaKenari Satu</mark>" in page
    fields = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))
    assert len(fields) == named.answers.count() + 1
    for text in fields.values():
        assert [each for each in FOUND if each in text] == []

    fields |= {"title": "Layanan bersih", "version": "0"}
    assert browser.post(path, {**fields, "release": "1"}).url == "/penugasan/kipp-2026/tanpa-nama/"
    assert BlindCopy.objects.get().is_released
    assert "Dibuka untuk juri" in browser.get("/penugasan/kipp-2026/tanpa-nama/").text
    again = browser.post(path, {**fields, "release": "1"})
    assert again.status_code == 409
    assert "Layanan bersih" in again.text
    left = browser.post(path, {**fields, "version": "1", "title": "KodeKenari", "release": "1"})
    assert left.status_code == 422
    assert "Masih ada nama" in left.text


def test_words_of_the_competition_and_the_regency_stay_in_the_proposal(named):
    answer = named.answers.first()
    answer.text = f"Juara KIPP di Gowa ({named.number}, akunkenari@gowa.example)."
    answer.save()

    proposed = queries.proposed_copy(named).answers[answer.section]

    assert proposed == "Juara KIPP di Gowa (▇▇▇, ▇▇▇)."


def test_two_of_panitia_do_not_overwrite_each_other(named, blind, committee, judging_time):
    copy_of(named, blind, committee, judging_time)

    with pytest.raises(Stale):
        copy_of(named, blind, committee, judging_time, title="Lain")


def test_a_judge_names_the_unit_and_its_entry_stays_closed(
    given, named, second_entry, blind, browser, committee, unit, judging_time
):
    (other,) = workflow.assign(given.judge, [second_entry], user=committee, at=judging_time)
    path = f"/penilaian/unit/{given.judge_id}/"

    assert browser.post(path, {"units": [unit.pk], "reason": ""}).status_code == 422
    answer = browser.post(path, {"units": [unit.pk], "reason": "Saudara kandung."}, follow=True)

    assert "1 usulan terbuka" in answer.text
    given.refresh_from_db()
    other.refresh_from_db()
    assert given.cleared_at is None
    assert other.cleared_at is not None
    row = Conflict.objects.get()
    assert (row.submission, row.state) == (named, Conflict.State.DECLARED)
    closed = browser.get(f"/penilaian/{given.pk}/")
    assert closed.status_code == 403
    assert leaks(closed) == []
    assert queries.barrier(given.judge, named, Conflicts([given.judge], [named]))


def test_a_unit_is_named_while_its_only_entry_is_out_and_it_stays_closed_when_it_is_back(
    given, named, blind, browser, committee, unit, judging_time
):
    made = leave(named, committee, judging_time)
    page = browser.get(f"/penilaian/unit/{given.judge_id}/")
    assert unit.name in page.text

    name_units(given.judge, judging_time, [unit], "Saudara kandung.")
    workflow.readmit(made, reason="Keliru.", user=committee, at=judging_time)
    name_units(given.judge, judging_time)

    given.refresh_from_db()
    assert (given.is_in_force, given.cleared_at) == (True, None)
    assert Conflict.objects.get().submission == named


def test_the_statement_per_entry_is_no_way_around_the_list_of_units(given, judging_time):
    with pytest.raises(Refused, match="Nyatakan dulu unit"):
        workflow.clear([given], user=given.judge.user, at=judging_time)


def test_only_the_own_judgeship_names_units(given, other_judge, judging_time):
    with pytest.raises(Refused, match="milik orang lain"):
        workflow.declare_units(given.judge, [], reason="", user=other_judge.user, at=judging_time)


def test_outside_blind_stages_the_list_of_units_leads_away(
    judge, entry, sign_in, clock, judging_time
):
    clock.move_to(judging_time)

    answer = sign_in(judge.user).get(f"/penilaian/unit/{judge.pk}/")

    assert answer.url == "/penilaian/pernyataan/"


def test_the_list_of_copies_takes_the_same_queries_for_more_entries(
    named, blind, panel, committee, second_entry, sign_in, clock, judging_time,
    django_assert_num_queries,
):  # fmt: skip
    clock.move_to(judging_time)
    browser = sign_in(committee)
    for entry in (named, second_entry):
        with django_assert_num_queries(8):
            browser.get("/penugasan/kipp-2026/tanpa-nama/")
        copy_of(entry, blind, committee, judging_time)
