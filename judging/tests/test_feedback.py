"""After the verdict: what the unit reads of its entry, and a file that anybody can recompute."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from competitions.models import Criterion
from judging import verify_results, workflow
from judging.models import Publication, Score, ScoreSheet
from judging.tests.conftest import publish, score


@pytest.fixture
def published(judged, edition, committee, decision_time, clock) -> Publication:
    ScoreSheet.objects.filter(assignment__submission=judged[0]).update(remark="Perkuat data.")
    ScoreSheet.objects.filter(assignment__submission=judged[1]).update(remark="Rahasia lain.")
    lowered = Score.objects.filter(
        sheet__assignment__submission=judged[0], sheet__assignment__judge__code="J1"
    )
    assert lowered.filter(criterion__order=1).update(value=70) == 1
    made = publish(edition, committee, decision_time)
    clock.move_to(decision_time)
    return made


class Words(HTMLParser):
    """What a person reads; tokens and addresses are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def text_of(page: str) -> str:
    return " ".join(Words(page).said)


def test_the_unit_reads_the_remarks_that_it_was_promised(published, judged, owner, sign_in):
    page = sign_in(owner).get(f"/hasil/kipp-2026/usulan/{judged[0].pk}/").text

    page = text_of(page)
    assert page.count("Perkuat data.") == 2
    assert "Rahasia lain." not in page
    assert "84,50" in page
    assert not re.search(r"\bJ\d", page)
    assert "Judge One" not in page


def test_the_desk_of_the_entry_and_the_letter_lead_there(published, judged, owner, sign_in):
    path = f"/hasil/kipp-2026/usulan/{judged[0].pk}/"

    assert path in sign_in(owner).get(f"/usulan/{judged[0].pk}/").text


def test_a_stranger_learns_nothing(published, judged, stranger, person, sign_in, client):
    path = f"/hasil/kipp-2026/usulan/{judged[0].pk}/"

    assert sign_in(stranger).get(path).status_code == 404
    assert sign_in(person("Nobody")).get(path).status_code == 404
    assert client.get(path).status_code == 302


def test_before_the_verdict_there_is_no_feedback(judged, owner, sign_in, clock, judging_time):
    clock.move_to(judging_time)

    assert sign_in(owner).get(f"/hasil/kipp-2026/usulan/{judged[0].pk}/").status_code == 404


def test_the_way_to_the_score_adds_up_by_hand(published, judged, owner, sign_in):
    """10 % of 70 is 7; the sheets are 79 and 90, their mean is 84.50."""
    page = sign_in(owner).get(f"/hasil/kipp-2026/usulan/{judged[0].pk}/").text

    for step in ("dari 100 = 7,00", "dari 100 = 9,00", ">79,00<", ">90,00<", ">84,50<"):
        assert step in page
    assert "Rata-rata" in page


def test_changed_rules_do_not_change_the_frozen_way(published, judged, owner, sign_in):
    browser, path = sign_in(owner), f"/hasil/kipp-2026/usulan/{judged[0].pk}/"
    before = main_of(browser.get(path).text)

    Criterion.objects.update(weight=1, name="Lain")

    assert main_of(browser.get(path).text) == before


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_panitia_follows_each_entry_with_judges_as_codes(judged, committee, sign_in, clock, during):
    clock.move_to(during("penetapan"))

    page = sign_in(committee).get(f"/peringkat/kipp-2026/usulan/{judged[0].pk}/").text

    assert "J1" in page
    assert "85,00" in page


# --- the published file ---------------------------------------------------------------------


def test_file_and_program_are_everyones_byte_for_byte(published, client):
    content = client.get("/hasil/kipp-2026/berkas/").content
    program = client.get("/hasil/kipp-2026/pemeriksa/").content

    assert hashlib.sha256(content).hexdigest() == published.sha256
    assert verify_results.verify(content, published.sha256) == []
    assert program == Path(verify_results.__file__).read_bytes()


def test_the_full_file_is_for_panitia_and_its_fingerprint_is_public(
    published, committee, owner, sign_in
):
    path = "/peringkat/kipp-2026/berkas-lengkap/"
    content = sign_in(committee).get(path).content

    assert json.loads(content)["tahap"][0]["usulan"][0]["lembar"][0]["juri"] == "J1"
    assert (
        hashlib.sha256(content).hexdigest() == json.loads(published.bundle)["sidik_berkas_lengkap"]
    )
    assert sign_in(owner).get(path).status_code == 403


def test_the_public_file_names_criteria_in_words_and_ties_no_sheet_to_a_judge(published):
    data = json.loads(published.bundle)["tahap"][0]

    assert "sk" not in data
    assert data["kriteria"][0]["kunci"] == "1. Latar Belakang dan Tujuan"
    assert all(set(sheet) == {"nilai"} for each in data["usulan"] for sheet in each["lembar"])


@pytest.mark.parametrize(
    ("how", "first"), [("median", "80.00"), ("terpangkas", "80.00"), ("rata-rata", "73.33")]
)
def test_the_stage_says_how_sheets_combine(
    how, first, stage, entry, appoint, edition, committee, judging_time, decision_time
):  # fmt: skip
    type(stage).objects.filter(pk=stage.pk).update(combination=how)
    for name, value in (("A", "80"), ("B", "90"), ("C", "50")):
        (made,) = workflow.assign(appoint(name), [entry], user=committee, at=judging_time)
        score(made, value, judging_time)

    published = publish(edition, committee, decision_time)

    assert json.loads(published.bundle)["hasil"][0]["nilai"] == first
    assert json.loads(published.bundle)["tahap"][0]["hasil"][0]["jumlah_lembar"] == 3
