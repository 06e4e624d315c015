"""Which passwords are taken, and which somebody who knows the portal would guess."""

from contextlib import suppress

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from units.models import User

SITI = User(full_name="Siti Ramlah Daeng", email="siti.ramlah@puskesmas-bajeng.example")
GOOD = [
    "perahu sehat di sungai",
    "  dua spasi  di tepi  ",
    "kuda gowa minum teh manis",
    "tujuh🌊ombak biru",
    "Xk9#vLq2!mPz7",
    "bulan di atas losari 2026",
    "a much longer sentence than anyone needs " * 4,
]
GUESSED = [
    "KabupatenGowa2026",
    "K4bup4t3n G0w4!",
    "gowa gowa gowa gowa",
    "Portal-Inovasi-2026",
    "P0rt4l1n0v451 2025!",
    "siti.ramlah@puskesmas-bajeng.example",
    "Sitiramlah123456",
    "s1t1r4ml4h!!!!",
    "Password1234!",
    "P@ssw0rd2026",
    "katasandi12345",
    "R4h4s14Rahasia",
    "bismillah1234567",
    "qwertyuiop1234",
    "1234567890123",
    "abcdefghijklmnop",
    "aaaaaaaaaaaaaaaa",
    "121212121212",
    "sunshine2024!!",
    "Bagian0rganisasi",
]


@pytest.mark.parametrize("password", GOOD)
def test_taken(password):
    validate_password(password, SITI)


@pytest.mark.parametrize("password", GUESSED)
def test_refused_as_easy_to_guess(password):
    with pytest.raises(ValidationError):
        validate_password(password, SITI)


@pytest.mark.parametrize("password", ["kuda teh 7!", "ikan laut b"])
def test_refused_as_short(password):
    with pytest.raises(ValidationError):
        validate_password(password, SITI)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_password_breaks_the_check(password):
    with suppress(ValidationError):
        validate_password(password, SITI)


def test_spaces_and_letters_are_kept_exactly(person, client, clock):
    password = "  Perahu  séhat di Sungai "
    user = person("Siti")
    user.set_password(password)
    user.save()

    assert user.check_password(password)
    assert not user.check_password(password.strip())
