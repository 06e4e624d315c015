"""How the forms of accounts, letters and units are filled in; see tests/deeds.py."""

import re
from pathlib import Path
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from conftest import AT
from inovasi.demo.files import statement_pdf
from inovasi.lib.work import WorkState
from notifications import texts
from notifications.letters import LETTERS as LETTERS_BY_NAME
from notifications.models import Message
from tests.deeds import Deed, Typed
from tests.plays import signed_in
from tests.world import World
from units import people
from units.importing import deeds as importing
from units.models import Invitation, Membership, Unit, UnitKind, User

PASSWORD = "perahu ambulans sungai"
NEW = "lumbung padi di kaki bukit"
NEWCOMER = "pendatang@gowa.example"


def give_passwords(world: World) -> None:
    """Two people who can sign in: one with a second factor, one without."""
    for name in ("owner", "team_mate"):
        person = world.people[name]
        assert isinstance(person, User)
        person.password = make_password(PASSWORD)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def file_of(content: bytes, name: str) -> Path:
    """A file as it lies on the computer of whoever sends it."""
    place = Path(settings.STORAGE_DIR).with_name(name)
    place.write_bytes(content)
    return place


def pdf(_world: World) -> Typed:
    return {"file": file_of(statement_pdf(["Laporan"]), "laporan.pdf")}


def table(_world: World) -> Typed:
    return {"file": file_of(b"kode,nama,jenis\nDESA-09,Desa Baru,desa\n", "unit.csv")}


def signing_in(_world: World) -> Client:
    """The password was right; the code is asked for."""
    browser = Client()
    sent = {"login": "owner@gowa.example", "password": PASSWORD}
    assert browser.post(reverse("sign-in"), sent)["Location"] == reverse("mfa_authenticate")
    return browser


def code(world: World) -> Typed:
    row = Authenticator.objects.get(user=world.people["owner"], type=Authenticator.Type.TOTP)
    return {"code": number_of(get_adapter().decrypt(row.data["secret"]))}


def number_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def offered_app(world: World) -> Client:
    """The page has shown a secret for an app."""
    browser = signed_in(world, "team_mate")
    browser.get(reverse("mfa_activate_totp"))
    return browser


def app_code(_world: World) -> Typed:
    sessions = (each.get_decoded() for each in Session.objects.all())
    secret = next(
        each[totp.SECRET_SESSION_KEY] for each in sessions if totp.SECRET_SESSION_KEY in each
    )
    return {"code": number_of(secret)}


def new_address(world: World) -> Client:
    browser = signed_in(world, "team_mate")
    browser.post(reverse("account_email"), {"email": "baru@gowa.example", "action_add": ""})
    return browser


def code_in_letter(_world: World) -> Typed:
    body = Message.objects.get(address="baru@gowa.example").body
    return {"code": re.search(r"\b[A-Z0-9]+-[A-Z0-9]+\b", body)[0]}


def forgotten(_world: World) -> Client:
    """The browser that opened the link of the letter about a forgotten password."""
    browser = Client()
    browser.post(reverse("account_reset_password"), {"email": "team_mate@gowa.example"})
    body = Message.objects.get(address="team_mate@gowa.example", letter="units/password_reset").body
    browser.get(re.search(r"/akun/lupa-sandi/[^\s]+", body)[0])
    return browser


def elsewhere(world: World) -> None:
    """The owner is signed in on another device as well."""
    browser = signed_in(world, "owner")
    UserSession.objects.create(
        user=world.people["owner"],
        ip="127.0.0.2",
        session_key=browser.cookies[settings.SESSION_COOKIE_NAME].value,
        user_agent="Firefox",
    )


def session_elsewhere(_world: World) -> str:
    return reverse("account-session", args=[UserSession.objects.get(ip="127.0.0.2").pk])


def own_words(world: World) -> None:
    texts.write(
        LETTERS_BY_NAME["submissions/handed_in"],
        "",
        subject="Usulan {judul} kami terima",
        body="Terima kasih. Tanda terima: {tautan}",
        version=0,
        user=world.people["committee"],
        at=AT,
    )


def stopped_letter(world: World) -> None:
    row = Message.objects.order_by("pk").first()
    row.state, row.last_error = WorkState.FAILED, "550 tidak dikenal"
    row.save()


def invited(world: World) -> str:
    """The link in the letter to somebody who has no account yet."""
    unit = world.sides["own"].unit
    committee, role = world.people["committee"], Membership.Role.OPERATOR
    people.invite(unit, email=NEWCOMER, role=role, user=committee, at=AT)
    body = Message.objects.filter(address=NEWCOMER).last().body
    return re.search(r"/undangan/[^/\s]+/", body)[0]


def lone_unit(_world: World) -> None:
    Unit.objects.create(code="DESA-10", name="Desa Mekar", kind=UnitKind.DESA)


def applied(world: World) -> None:
    importing.apply(world.run, user=world.people["committee"], at=AT)


def team_mate_of(world: World) -> str:
    row = Membership.objects.get(user=world.people["team_mate"])
    return reverse("unit-member", args=[row.unit.code, row.pk])


def open_invitation(world: World) -> str:
    row = Invitation.objects.get(pk=world.sides["own"].invitation.pk)
    return reverse("unit-invitation", args=[row.unit.code, row.pk])


SIGN_IN = frozenset(
    {"django_session", "mfa_authenticator", "units_user", "usersessions_usersession"}
)
NOTICE = frozenset({"notifications_message"})
"""allauth writes of new codes after it has made them: a kill between may cost the notice."""
SESSION = frozenset({"django_session", "usersessions_usersession"})
ACCOUNT = {
    "sign-in": Deed(
        {"login": "team_mate@gowa.example", "password": PASSWORD}, again=True, parts=SIGN_IN
    ),
    "demo-sign-in": Deed(
        lambda w: {"account": w.people["nobody"].pk}, page="sign-in", again=True, parts=SIGN_IN
    ),
    "mfa_authenticate": Deed(code, browser=signing_in, code=True, parts=SIGN_IN),
    "sign-out": Deed(page="account", parts=SIGN_IN),
    "account_reset_password": Deed({"email": "team_mate@gowa.example"}, again=True),
    "account_reset_password_from_key": Deed(
        {"password1": NEW},
        browser=forgotten,
        url=lambda w: reverse(
            "account_reset_password_from_key",
            args=[int_to_base36(w.people["team_mate"].pk), "baru"],
        ),
    ),
    "account_email_verification_sent": Deed(code_in_letter, browser=new_address),
    "account-name": Deed({"full_name": "Nama Baru"}),
    "account_email": Deed(
        {"email": "baru@gowa.example", "action_add": ""},
        who="team_mate",
        again=True,
        parts=SESSION,
    ),
    "account_change_password": Deed({"oldpassword": PASSWORD, "password1": NEW}, who="team_mate"),
    "account_set_password": Deed({"password1": NEW}, who="stranger"),
    "account_reauthenticate": Deed({"password": PASSWORD}, who="team_mate", again=True),
    "mfa_reauthenticate": Deed(code, code=True, parts=SIGN_IN),
    "mfa_activate_totp": Deed(app_code, browser=offered_app, page="mfa_index", code=True),
    "mfa_deactivate_totp": Deed(),
    "mfa_edit_webauthn": Deed({"name": "Kunci kantor"}),
    "mfa_remove_webauthn": Deed(),
    "mfa_generate_recovery_codes": Deed(again=True, parts=NOTICE),
    "usersessions_list": Deed(before=elsewhere),
    "account-session": Deed(before=elsewhere, page="usersessions_list", url=session_elsewhere),
}
LETTERS = {
    "ledger-inspection": Deed(
        who="committee", status=200, again=True, parts=frozenset({"ledger_line"})
    ),
    "work-retry-all": Deed(before=stopped_letter, page="work"),
    "work-retry": Deed(
        before=stopped_letter,
        page="work",
        url=lambda _: reverse(
            "work-retry", args=["surat", Message.objects.order_by("pk").first().pk]
        ),
    ),
    "letters": Deed(),
    "letter": Deed(),
    "letter-preference": Deed({"wants_digest": "on"}),
    "letter-text": Deed({"subject": "Usulan Anda diterima"}),
    "letter-text-trial": Deed(lambda _: {"token": str(uuid4())}, page="letter-text"),
    "letter-text-default": Deed(page="letter-text", before=own_words),
    "mailing-new": Deed(
        {"groups": "panitia", "subject": "Undangan", "body": "Bimtek Senin."}, confirm=True
    ),
}
UNITS = {
    "unit-new": Deed({"code": "DESA-11", "name": "Desa Baru", "kind": "desa"}),
    "unit-edit": Deed({"name": "Puskesmas Bajeng Raya"}),
    "unit-retirement": Deed(),
    "unit-merger": Deed({"into": "DESA-10", "reason": "Digabung."}, before=lone_unit),
    "unit-people": Deed({"email": "operator@gowa.example", "role": "operator"}, who="committee"),
    "unit-member": Deed({"role": "kepala"}, page="unit-people", url=team_mate_of),
    "unit-invitation": Deed({"retract": "1"}, page="unit-people", url=open_invitation),
    "invitation": Deed(
        {"full_name": "Pendatang Baru", "password": NEW},
        url=invited,
        who="anonymous",
        parts=SESSION,
    ),
    "person-factor": Deed(),
    "roles": Deed({"email": "nobody@gowa.example", "role": "panitia"}, who="superuser"),
    "role-removal": Deed(who="superuser"),
    "unit-imports": Deed(table),
    "unit-import": Deed({"kecamatan": "1"}),
    "unit-import-apply": Deed(page="unit-import"),
    "unit-import-undo": Deed(page="unit-import", before=applied),
}
DEEDS = {**ACCOUNT, **LETTERS, **UNITS}
