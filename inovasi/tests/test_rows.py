"""Rows that are read by hand are what the ORM would give."""

import pytest
from django.contrib.auth import authenticate, get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from inovasi.lib import rows
from ledger.models import Line
from units.accounts.backend import AccountBackend
from units.accounts.session_store import SessionStore
from units.models import User
from uploads.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user(
        email="sitti@example.go.id", password="kata sandi panjang", full_name="Sitti"
    )


def fields(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_an_account_is_the_one_that_the_orm_reads(person):
    read = AccountBackend().get_user(person.pk)
    assert fields(read) == fields(User.objects.get(pk=person.pk))
    assert read._state.db == "default"
    assert not read._state.adding


def test_a_closed_or_lost_account_is_nobody(person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert AccountBackend().get_user(person.pk) is None
    assert AccountBackend().get_user(0) is None


def test_a_password_still_opens_the_account(person):
    found = authenticate(HttpRequest(), email=person.email, password="kata sandi panjang")
    assert found == person


def test_a_session_that_ran_out_or_never_was_is_empty(person):
    client = Client()
    client.force_login(person)
    key = client.session.session_key
    assert SessionStore(key)["_auth_user_id"] == str(person.pk)
    Session.objects.update(expire_date=timezone.now())
    late = SessionStore(key)
    assert dict(late.items()) == {}
    assert late.session_key is None
    assert dict(SessionStore("tidakadasesi" * 2).items()) == {}


def test_a_session_that_was_forged_is_nobodys(person):
    client = Client()
    client.force_login(person)
    Session.objects.update(session_data="bukan:tanda:tangan")
    request = HttpRequest()
    request.session = SessionStore(client.session.session_key)
    assert not get_user(request).is_authenticated


def test_a_model_whose_values_are_converted_is_refused():
    assert rows.columns(Upload, "own").startswith('own."id"')
    with pytest.raises(TypeError, match=r"ledger\.Line\.details"):
        rows.columns(Line, "own")
