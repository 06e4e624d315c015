"""Fairness over all stages as panitia reads it."""

import pytest

from judging.tests.conftest import end
from judging.tests.test_stages import both, hall  # noqa: F401 - fixtures

PAGE = "/peringkat/kipp-2026/kewajaran/"


@pytest.fixture
def page(committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    return lambda query="": browser.get(PAGE + query).text


def test_the_whole_result_stands_beside_each_stage(
    both, judged, interview, stage, page  # noqa: F811
):  # fmt: skip
    text = page()

    assert "Hasil akhir dari semua tahap" in text
    assert "Pemenang tetap sama dalam semua" in text
    assert f"Keketatan juri tidak diperhitungkan pada tahap {stage.name}, Wawancara" in text
    assert f"?tahap={stage.pk}" in text
    assert stage.name in page(f"?tahap={stage.pk}")


def test_a_stage_that_nobody_scored_says_so_in_words(
    judged, interview, stage, committee, judging_time, page
):  # fmt: skip
    end(stage, committee, judging_time)

    assert "Terlalu sedikit data: tahap Wawancara belum dinilai." in page()


def test_one_stage_has_no_second_answer(judged, page):
    text = page()

    assert "Hasil akhir dari semua tahap" not in text
    assert "–" not in text.partition("<main")[2].partition("</main>")[0]
    assert "terlalu sedikit data" in text
