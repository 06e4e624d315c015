"""The list of checks: what each finds, at its edges, and that it is the same everywhere."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from competitions.machine_checks import MachineCheck
from competitions.models import Group, Phase, Section, VideoRule
from conftest import complete, enter, make_innovation
from innovations.models import Innovation
from inovasi.demo.rulebook import build_edition
from inovasi.lib.verdict import Refused
from judging.models import Award, Publication, PublishedResult
from submissions import checks, workflow
from submissions.ages import closing_day, latest_start
from submissions.careless import Careless, careless
from submissions.checks import State
from submissions.likeness import NEAR, is_same, likeness
from submissions.models import Answer, Submission
from submissions.states import Status

QUESTION = "Apa gagasan utamanya dan apa kelebihan atau keunikannya dibanding cara lama?"
HONEST = "Bidan desa menjemput ibu hamil dengan perahu setiap pekan dan mencatat hasilnya."


def found(submission, kind, label=""):
    """The finding of one check, read anew from the database."""
    fresh = Submission.objects.get(pk=submission.pk)
    return next(
        each
        for each in checks.requirements(fresh)
        if each.kind == kind and each.label.startswith(label)
    )


def write(submission, number, text):
    Answer.objects.filter(submission=submission, section__number=number).update(text=text)


# --- answers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        (HONEST, [], None),
        ("Belum ada.", ["Belum ada."], None),
        (QUESTION, [], Careless.QUESTION),
        (f"{QUESTION.upper()} Ya, ada.", [], Careless.QUESTION),
        (f"{QUESTION} {HONEST}", [], None),
        (HONEST, ["Lain sama sekali", HONEST.lower()], Careless.COPY),
        ("isi nanti " * 12, [], Careless.REPEATED),
        ("aaaaaaaaaaaaaaaa", [], Careless.REPEATED),
        ("asasasasas dfdfdfdf", [], Careless.REPEATED),
        ("Ha ha ha, kata warga yang senang", [], None),
        ("", [""], None),
        ("— … —", [], None),
    ],
)
def test_careless_answers_are_told_from_honest_ones(text, before, expected):
    assert careless(text, QUESTION, before) == expected


def test_each_answer_is_judged_by_its_own_limits(submission, owner):
    complete(submission, owner)
    sections = Section.objects.filter(group=submission.group)
    sections.filter(number="1").update(min_words=100, max_words=None)
    sections.filter(number="2").update(min_words=None, max_words=None)
    sections.filter(number="3").update(max_words=3)
    sections.filter(number="4").update(is_required=False)
    write(submission, "4", "")
    write(submission, "5", "")
    write(submission, "7", f"<b>{HONEST}</b>")
    write(submission, "8", f"<b>{HONEST}</b>")

    said = {n: found(submission, MachineCheck.ANSWERS, f"{n}.") for n in "1234578"}

    assert {number: each.is_met for number, each in said.items()} == {
        "1": False, "2": True, "3": False, "4": True, "5": False, "7": True, "8": False,
    }  # fmt: skip
    assert said["1"].note == "8 kata, paling sedikit 100: tambah 92 kata."
    assert said["2"].note == "8 kata."
    assert said["3"].note == "8 dari 3 kata: kurangi 5 kata."
    assert said["4"].note == "Tidak wajib."
    assert said["5"].note == "Belum diisi."
    assert "sama dengan bagian sebelumnya" in said["8"].note


# --- documents and video ------------------------------------------------------------------


def test_a_document_whose_bytes_are_lost_is_asked_for_again(submission, owner, at):
    complete(submission, owner)
    attached = submission.attachments.select_related("file").first()
    attached.file.absolute_path.unlink()

    with pytest.raises(Refused, match="tidak terbaca"):
        workflow.submit(submission, user=owner, at=at)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"max_seconds": 11}, "Terlalu panjang: 12 detik, paling lama 11."),
        ({"min_height": 720}, "Gambarnya terlalu kecil: 360 piksel, paling sedikit 720."),
        ({"max_bytes": 3}, "Berkasnya terlalu besar"),
        ({"max_seconds": 12, "min_height": 360, "max_bytes": 4}, "Sudah diunggah."),
    ],
)
def test_the_video_is_measured_by_the_rule_as_it_is_now(rule, said, submission, owner):
    complete(submission, owner)
    VideoRule.objects.filter(group=submission.group).update(**rule)

    finding = found(submission, MachineCheck.VIDEO)

    assert said in finding.note
    assert finding.is_met == (said == "Sudah diunggah.")


def test_a_video_that_cannot_be_made_playable_is_a_warning(submission, owner, at):
    complete(submission, owner)
    submission.videos.update(state="gagal", last_error="rusak")

    assert found(submission, MachineCheck.VIDEO).is_warning
    assert workflow.submit(submission, user=owner, at=at)


# --- age ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closing", "months", "latest"),
    [
        (date(2026, 4, 6), 12, date(2025, 4, 6)),
        (date(2026, 4, 6), 24, date(2024, 4, 6)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2025, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_age_is_counted_back_from_the_closing_day(closing, months, latest):
    assert latest_start(closing, months) == latest


def test_midnight_belongs_to_the_day_before():
    midnight = datetime(2026, 4, 7, 0, 0, tzinfo=ZoneInfo("Asia/Makassar"))

    assert closing_day(midnight) == date(2026, 4, 6)
    assert closing_day(midnight + timedelta(seconds=1)) == date(2026, 4, 7)


@pytest.mark.parametrize(("later", "is_met"), [(0, True), (1, False)])
def test_the_day_itself_is_old_enough_and_the_next_is_not(later, is_met, submission):
    start = date(2025, 4, 6) + timedelta(days=later)
    Innovation.objects.filter(pk=submission.innovation_id).update(applied_on=start)

    finding = found(submission, MachineCheck.AGE)

    assert finding.is_met == is_met
    assert "paling lambat Minggu, 6 April 2025" in finding.note


def test_a_later_closing_makes_it_older(submission):
    Innovation.objects.filter(pk=submission.innovation_id).update(applied_on=date(2025, 4, 10))
    assert not found(submission, MachineCheck.AGE).is_met

    phase = Phase.objects.get(edition=submission.edition, kind="pengajuan")
    phase.ends_at += timedelta(days=4)
    phase.save()

    assert found(submission, MachineCheck.AGE).is_met


# --- awards and origin --------------------------------------------------------------------


def award(submission, user, at):
    """Last year's prize for the same innovation."""
    last = build_edition(slug="lalu", name="KIPP 2025", year=2025, prefix="LALU", starts=at)
    entry = enter(submission.innovation, last, user)
    publication = Publication.objects.create(
        edition=last, bundle="{}", sha256="0" * 64, published_by=user, published_at=at
    )
    result = PublishedResult.objects.create(
        publication=publication, submission=entry, rank=1, score=90, is_winner=True
    )
    return Award.objects.create(
        innovation=submission.innovation, result=result, title="Juara 1", awarded_at=at
    )


@pytest.mark.parametrize(
    ("least", "most", "met_without", "met_with"),
    [(0, 0, True, False), (1, None, False, True), (1, 1, False, True), (2, 3, False, False)],
)
def test_the_group_asks_for_earlier_awards(
    least, most, met_without, met_with, submission, owner, at
):
    Group.objects.filter(pk=submission.group_id).update(
        earlier_awards_min=least, earlier_awards_max=most
    )
    assert found(submission, MachineCheck.AWARDS).is_met == met_without

    award(submission, owner, at)

    assert found(submission, MachineCheck.AWARDS).is_met == met_with


def test_a_group_that_asks_for_no_awards_says_nothing_of_them(submission):
    kinds = {each.kind for each in checks.requirements(submission)}

    assert not kinds & {MachineCheck.AWARDS, MachineCheck.ORIGIN}


def test_a_replication_names_what_it_replicates(submission, stranger, other_unit):
    Group.objects.filter(pk=submission.group_id).update(is_replication=True)
    assert not found(submission, MachineCheck.ORIGIN).is_met

    original = make_innovation(stranger, other_unit, "Perahu Sehat Asli")
    Innovation.objects.filter(pk=submission.innovation_id).update(replicates=original)

    assert found(submission, MachineCheck.ORIGIN).is_met


# --- titles -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("E-Lapor!", "elapor", True),
        ("  PERAHU   Sehat ", "Perahu Sehat", True),
        ("Kafé Data", "Kafe data", True),
        ("Perahu Sehat", "Sehat Perahu", False),
        ("!!!", "???", False),
    ],
)
def test_a_title_is_the_same_whatever_parts_its_letters(one, other, same):
    assert is_same(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("Perahu Sehat Bajeng", "Sehat Bajeng Perahu", True),
        ("Perahu Sehat untuk Ibu Hamil", "Perahu Sehat bagi Ibu Hamil", True),
        ("Perahu Sehat", "Perahu Sehatt", True),
        ("Perahu Sehat", "Lumbung Data Desa", False),
        ("Perahu Sehat", "Perahu Pintar untuk Anak Sekolah", False),
        ("", "", False),
    ],
)
def test_near_titles_are_near_and_others_are_not(one, other, is_near):
    assert (likeness(one, other) >= NEAR) is is_near


@pytest.fixture
def handed_in(stranger, other_unit, edition, at):
    """An entry of somebody else: `handed_in("Judul")`, in this edition or another."""

    def make(title, where=None):
        entry = enter(make_innovation(stranger, other_unit, title), where or edition, stranger)
        workflow.submit(complete(entry, stranger), user=stranger, at=at)
        return entry

    return make


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("Perahu Sehat", State.UNMET),
        ("PERAHU-SEHAT", State.UNMET),
        ("perahusehat", State.UNMET),
        ("Sehat Perahu", State.WARNING),
        ("Perahu Sehatt", State.WARNING),
        ("Lumbung Data", State.MET),
    ],
)
def test_a_title_that_another_entry_bears(title, state, submission, handed_in):
    handed_in(title)

    assert found(submission, MachineCheck.TITLE).state == state


def test_the_same_title_in_an_earlier_edition_is_a_warning(submission, handed_in, at):
    last = build_edition(slug="lalu", name="KIPP 2025", year=2025, prefix="LALU", starts=at)
    handed_in("Perahu Sehat", last)

    finding = found(submission, MachineCheck.TITLE)

    assert finding.is_warning
    assert "KIPP 2025" in finding.note


def test_drafts_failed_entries_and_the_own_earlier_entry_stand_in_nobodys_way(
    submission, handed_in, owner, stranger, other_unit, edition, at
):
    enter(make_innovation(stranger, other_unit, "Perahu Sehat"), edition, stranger)
    failed = handed_in("Perahu Sehat!")
    Submission.objects.filter(pk=failed.pk).update(status=Status.FAILED)
    last = build_edition(slug="lalu", name="KIPP 2025", year=2025, prefix="LALU", starts=at)
    again = enter(submission.innovation, last, owner)
    workflow.submit(complete(again, owner), user=owner, at=at)

    assert found(submission, MachineCheck.TITLE).state == State.MET


def test_the_second_of_two_equal_titles_is_refused(submission, handed_in, owner, at):
    handed_in("Perahu Sehat")

    with pytest.raises(Refused, match="sudah dipakai usulan lain"):
        workflow.submit(complete(submission, owner), user=owner, at=at)


# --- everywhere the same ------------------------------------------------------------------


def test_the_checks_of_many_take_the_queries_of_one(
    submission, owner, unit, edition, django_assert_num_queries
):
    others = [enter(make_innovation(owner, unit, f"Lumbung {n}"), edition, owner) for n in "ab"]
    for entries in ([submission], [submission, *others]):
        fresh = list(
            Submission.objects.filter(pk__in=[each.pk for each in entries]).select_related(
                "innovation", "edition", "group"
            )
        )
        with django_assert_num_queries(9):
            assert len(checks.of_many(fresh)) == len(entries)


def test_desk_and_panitia_read_the_same_findings(submission, owner, committee, handed_in, sign_in):
    handed_in("Sehat Perahu")
    desk = sign_in(owner).get(f"/usulan/{submission.pk}/").text
    workflow.submit(complete(submission, owner), user=owner, at=submission.created_at)
    panitia = sign_in(committee).get(f"/pemeriksaan/{submission.pk}/").text

    warning = "Mirip dengan &quot;Sehat Perahu&quot; (KIPP 2026)"
    assert warning in desk
    assert warning in panitia


@pytest.mark.parametrize(("allows", "state"), [(True, State.WARNING), (False, State.UNMET)])
def test_a_link_is_for_people_to_open(allows, state, submission, owner, at):
    complete(submission, owner)
    rule = VideoRule.objects.get(group=submission.group)
    rule.allows_link = allows
    rule.save()
    submission.videos.update(link="https://video.example/1", original=None)

    assert found(submission, MachineCheck.VIDEO).state == state
