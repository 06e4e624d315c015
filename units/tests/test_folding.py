"""One spelling for many: what people type finds what the registry holds."""

import pytest

from units.folding import fold, terms


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Jenetallasa", "Jene'tallasa"),
        ("Pattallassang", "Pattallasang"),
        ("pattalasang", "Pattallassang"),
        ("Tombolopao", "Tombolo Pao"),
        ("Bontolempangan", "Bontolempangang"),
        ("PA’BUNDUKANG", "Pa'bundukang"),
        ("Malakaji", "Malakají"),
    ],
)
def test_variants_fold_to_the_same(written, found):
    assert fold(written) == fold(found)


def test_different_names_stay_different():
    assert fold("Bontomanai") != fold("Bontonompo")


def test_a_query_of_signs_alone_asks_for_nothing():
    assert terms("'' -- ?") == []
