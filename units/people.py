"""Deeds about who acts for a unit: inviting, answering, changing roles, leaving."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from ledger import workflow as ledger
from units import notices
from units.accounts.sessions import confirm_address
from units.models import Invitation, Membership, Unit, UnitEvent, User
from units.permissions import is_at_work, may_manage_people
from units.registry import remember
from units.workflow import join_unit

LIFETIME = timedelta(days=7)
MAX_PER_DAY = 20
"""Letters of invitation, repeats included, for one unit within 24 hours: nobody mails the world
through us."""
MAX_TIMES = 5
PAUSE = timedelta(minutes=1)
"""So soon the same invitation is a second click, not a second letter."""

Role = Membership.Role
Status = Invitation.Status
Verb = UnitEvent.Verb
Row = TypeVar("Row", Invitation, Membership)


@transaction.atomic
def invite(unit: Unit, *, email: str, role: Role, user: User, at: datetime) -> Invitation:
    """Invite an address to act for `unit`; inviting it again sends a new link and ends the old,
    but for a second click.

    Raises `Refused` for a member, for more than `MAX_PER_DAY` letters a day, for a unit that is no
    more, and for who may not.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    demand(may_manage_people(user, unit))
    demand(is_at_work(unit, at))
    email = email.strip().lower()
    if unit.memberships.filter(user__email__iexact=email).exists():
        raise Refused(_("%(email)s sudah menjadi anggota unit ini.") % {"email": email})
    known = unit.invitations.filter(email__iexact=email, status=Status.OPEN).first()
    if known is not None:
        is_second_click = known.role == role and at < known.sent_at + PAUSE
        known.role = role
        return known if is_second_click else _send(known, user, at)
    _refuse_flood(unit, at)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        unit=unit,
        email=email,
        role=role,
        token_hash=fingerprint(token),
        invited_by=user,
        invited_at=at,
        sent_at=at,
        expires_at=at + LIFETIME,
    )
    remember(unit, Verb.INVITED, user, at, note=_named(email, role))
    notices.invited(invitation, token, at=at)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, user: User, at: datetime) -> Invitation:
    """A new link for another week; the old one stops working."""
    invitation = _locked_invitation(invitation)
    demand(may_manage_people(user, invitation.unit))
    demand(is_at_work(invitation.unit, at))
    if invitation.status != Status.OPEN:
        raise Refused(_("Undangan ini sudah dijawab atau ditarik."))
    return invitation if at < invitation.sent_at + PAUSE else _send(invitation, user, at)


def _send(invitation: Invitation, user: User, at: datetime) -> Invitation:
    _refuse_flood(invitation.unit, at)
    if invitation.sent_times >= MAX_TIMES:
        raise Refused(_("Undangan ini sudah dikirim berkali-kali. Periksa alamatnya."))
    token = secrets.token_urlsafe(24)
    invitation.token_hash, invitation.sent_at = fingerprint(token), at
    invitation.sent_times += 1
    invitation.expires_at = at + LIFETIME
    invitation.save()
    note = _named(invitation.email, Role(invitation.role))
    remember(invitation.unit, Verb.INVITED, user, at, note=note)
    notices.invited(invitation, token, at=at)
    return invitation


@transaction.atomic
def retract(invitation: Invitation, *, user: User, at: datetime) -> None:
    """Take an unanswered invitation back; its link then says so."""
    invitation = _locked_invitation(invitation)
    demand(may_manage_people(user, invitation.unit))
    if invitation.status == Status.OPEN:
        invitation.status, invitation.answered_at = Status.RETRACTED, at
        invitation.save(update_fields=["status", "answered_at"])
        remember(invitation.unit, Verb.UNINVITED, user, at, note=invitation.email)


@transaction.atomic
def accept(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """`user` takes the invitation; only the invited address can, once, in time.

    Taking it again changes nothing; a head whom an invitation calls operator stays head.
    """
    invitation = _locked_invitation(invitation)
    known = invitation.unit.memberships.filter(user=user).first()
    if known is not None and was_taken_by(invitation, user):
        return known
    refuse_unusable(invitation, at)
    if user.email.lower() != invitation.email.lower():
        raise Refused(
            _("Undangan ini untuk %(email)s. Keluar dulu, lalu masuk dengan alamat itu.")
            % {"email": invitation.email}
        )
    invitation.status, invitation.answered_at = Status.ACCEPTED, at
    invitation.answered_by = user
    invitation.save(update_fields=["status", "answered_at", "answered_by"])
    confirm_address(user)
    role = Role.HEAD if known and known.role == Role.HEAD else Role(invitation.role)
    remember(invitation.unit, Verb.JOINED, user, at, note=_named(user.full_name, role))
    _enter("anggota.gabung", invitation.unit, user, role, user=user, at=at)
    return join_unit(user=user, unit=invitation.unit, role=role, at=at)


@transaction.atomic
def accept_as_newcomer(
    invitation: Invitation, *, full_name: str, password: str, at: datetime
) -> User:
    """Make the account of the invited address and take the invitation with it."""
    invitation = _locked_invitation(invitation)
    refuse_unusable(invitation, at)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(_("Alamat ini sudah punya akun. Masuk dulu, lalu buka tautan ini lagi."))
    user = User.objects.create_user(email=invitation.email, password=password, full_name=full_name)
    accept(invitation, user=user, at=at)
    return user


@transaction.atomic
def change_role(membership: Membership, *, role: Role, user: User, at: datetime) -> None:
    """Make a member head or operator; a unit keeps at least one head once it has one."""
    membership = _locked_member(membership)
    demand(may_manage_people(user, membership.unit))
    if membership.role == role:
        return
    if role != Role.HEAD:
        _refuse_last_head(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    note = _named(membership.user.full_name, role)
    event = remember(membership.unit, Verb.ROLE_CHANGED, user, at, note=note)
    _enter("anggota.peran", membership.unit, membership.user, role, user=user, at=at)
    notices.role_changed(membership, event)


@transaction.atomic
def remove(membership: Membership, *, user: User, at: datetime) -> None:
    """End somebody's membership; what they wrote stays."""
    membership = _locked_member(membership)
    demand(may_manage_people(user, membership.unit))
    _refuse_last_head(membership)
    note = _named(membership.user.full_name, Role(membership.role))
    event = remember(membership.unit, Verb.LEFT, user, at, note=note)
    role = Role(membership.role)
    _enter("anggota.keluar", membership.unit, membership.user, role, user=user, at=at)
    notices.membership_ended(membership, event)
    membership.delete()


def move_members(unit: Unit, into: Unit) -> None:
    """Who acts for both keeps one membership, with the higher of the two roles."""
    heads = unit.memberships.filter(role=Role.HEAD).values("user")
    into.memberships.filter(user__in=heads).update(role=Role.HEAD)
    unit.memberships.filter(user__in=into.memberships.values("user")).delete()
    unit.memberships.update(unit=into)


def move_invitations(unit: Unit, into: Unit, *, at: datetime) -> None:
    """Open links go on to `into`, except for who is its member or was invited there as well."""
    waiting = unit.invitations.filter(status=Status.OPEN).annotate(who=Lower("email"))
    invited = into.invitations.filter(status=Status.OPEN)
    members = into.memberships.annotate(who=Lower("user__email")).values("who")
    needless = waiting.filter(who__in=members) | waiting.filter(
        who__in=invited.annotate(who=Lower("email")).values("who")
    )
    Invitation.objects.filter(pk__in=[each.pk for each in needless]).update(
        status=Status.RETRACTED, answered_at=at
    )
    unit.invitations.filter(status=Status.OPEN).update(unit=into)


def find(token: str) -> Invitation | None:
    """The invitation that a link belongs to."""
    return (
        Invitation.objects.select_related("unit", "invited_by")
        .filter(token_hash=fingerprint(token))
        .first()
    )


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def was_taken_by(invitation: Invitation, user: User) -> bool:
    """True for who has already taken it: a second click leads on instead of refusing."""
    return invitation.status == Status.ACCEPTED and invitation.answered_by_id == user.pk


def refuse_unusable(invitation: Invitation, at: datetime) -> None:
    """`Refused` with what to do when the link was used, taken back or has run out."""
    if invitation.status == Status.ACCEPTED:
        raise Refused(_("Undangan ini sudah dipakai. Masuk dengan akun Anda."))
    if invitation.status == Status.RETRACTED:
        raise Refused(_("Undangan ini sudah ditarik. Hubungi kepala unit Anda."))
    if at >= invitation.expires_at:
        raise Refused(_("Undangan ini sudah lewat waktunya. Minta dikirim ulang."))
    demand(is_at_work(invitation.unit, at))


def _locked_invitation(invitation: Invitation) -> Invitation:
    return _locked(Invitation.objects.all(), invitation.pk, _("Undangan ini sudah tidak ada."))


def _locked_member(membership: Membership) -> Membership:
    members = Membership.objects.select_related("user")
    return _locked(members, membership.pk, _("Orang ini bukan anggota unit ini lagi."))


def _locked(rows: "QuerySet[Row]", pk: int, gone: str) -> Row:
    """The row, its unit locked first: merges lock in this order, and two heads leave one by one.

    A merge may move the row to another unit while we wait; then that one is locked.
    """
    while True:
        unit = rows.filter(pk=pk).values_list("unit", flat=True).first()
        Unit.objects.select_for_update().filter(pk=unit).first()
        held = rows.select_related("unit__merged_into").select_for_update(of=("self",))
        row = held.filter(pk=pk).first()
        if row is None:
            raise Refused(gone)
        if row.unit_id == unit:
            return row


def _refuse_flood(unit: Unit, at: datetime) -> None:
    letters = unit.events.filter(verb=Verb.INVITED, at__gt=at - timedelta(days=1))
    if letters.count() >= MAX_PER_DAY:
        raise Refused(_("Terlalu banyak undangan dalam sehari. Coba lagi besok."))


def _enter(verb: str, unit: Unit, person: User, role: Role, *, user: User, at: datetime) -> None:
    ledger.enter(verb, unit, user=user, at=at, orang=person.pk, peran=str(role))


def _named(name: str, role: Role) -> str:
    return f"{name} · {role.label}"


def _refuse_last_head(membership: Membership) -> None:
    if membership.role != Role.HEAD:
        return
    heads = membership.unit.memberships.filter(role=Role.HEAD).exclude(pk=membership.pk)
    if not heads.exists():
        raise Refused(
            _("%(name)s satu-satunya kepala unit. Tunjuk kepala lain lebih dulu.")
            % {"name": membership.user}
        )
