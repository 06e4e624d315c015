"""Deeds about who acts for a unit: inviting, answering, changing roles, leaving."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.verdict import Refused, demand
from units import notices
from units.accounts.sessions import confirm_address
from units.models import Invitation, Membership, Unit, User
from units.permissions import may_manage_people
from units.workflow import join_unit

LIFETIME = timedelta(days=7)
MAX_PER_DAY = 20
"""Invitations and repeats for one unit within 24 hours: nobody mails the world through us."""
MAX_TIMES = 5

Role = Membership.Role
Status = Invitation.Status


@transaction.atomic
def invite(unit: Unit, *, email: str, role: Role, user: User, at: datetime) -> Invitation:
    """Invite an address to act for `unit`; inviting it again sends a new link and ends the old.

    Raises `Refused` for a member, for more than `MAX_PER_DAY` letters a day, and for who may not.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    demand(may_manage_people(user, unit))
    email = email.strip().lower()
    if unit.memberships.filter(user__email__iexact=email).exists():
        raise Refused(_("%(email)s sudah menjadi anggota unit ini.") % {"email": email})
    known = unit.invitations.filter(email__iexact=email, status=Status.OPEN).first()
    if known is not None:
        known.role = role
        return _send(known, user, at)
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
    notices.invited(invitation, token, at=at)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, user: User, at: datetime) -> Invitation:
    """A new link for another week; the old one stops working."""
    invitation = _locked(invitation)
    demand(may_manage_people(user, invitation.unit))
    if invitation.status != Status.OPEN:
        raise Refused(_("Undangan ini sudah dijawab atau ditarik."))
    return _send(invitation, user, at)


def _send(invitation: Invitation, user: User, at: datetime) -> Invitation:
    _refuse_flood(invitation.unit, at)
    if invitation.sent_times >= MAX_TIMES:
        raise Refused(_("Undangan ini sudah dikirim berkali-kali. Periksa alamatnya."))
    token = secrets.token_urlsafe(24)
    invitation.token_hash, invitation.sent_at = fingerprint(token), at
    invitation.sent_times += 1
    invitation.expires_at = at + LIFETIME
    invitation.save()
    notices.invited(invitation, token, at=at)
    return invitation


@transaction.atomic
def retract(invitation: Invitation, *, user: User, at: datetime) -> None:
    """Take an unanswered invitation back; its link then says so."""
    invitation = _locked(invitation)
    demand(may_manage_people(user, invitation.unit))
    if invitation.status == Status.OPEN:
        invitation.status, invitation.answered_at = Status.RETRACTED, at
        invitation.save(update_fields=["status", "answered_at"])


@transaction.atomic
def accept(invitation: Invitation, *, user: User, at: datetime) -> Membership:
    """`user` takes the invitation; only the invited address can, once, in time."""
    invitation = _locked(invitation)
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
    return join_unit(user=user, unit=invitation.unit, role=Role(invitation.role), at=at)


@transaction.atomic
def accept_as_newcomer(
    invitation: Invitation, *, full_name: str, password: str, at: datetime
) -> User:
    """Make the account of the invited address and take the invitation with it."""
    invitation = _locked(invitation)
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
    if membership.role == Role.HEAD and role != Role.HEAD:
        _refuse_last_head(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove(membership: Membership, *, user: User, at: datetime) -> None:
    """End somebody's membership; what they wrote stays."""
    membership = _locked_member(membership)
    demand(may_manage_people(user, membership.unit))
    _refuse_last_head(membership)
    membership.delete()


def find(token: str) -> Invitation | None:
    """The invitation that a link belongs to."""
    return (
        Invitation.objects.select_related("unit", "invited_by")
        .filter(token_hash=fingerprint(token))
        .first()
    )


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def refuse_unusable(invitation: Invitation, at: datetime) -> None:
    """`Refused` with what to do when the link was used, taken back or has run out."""
    if invitation.status == Status.ACCEPTED:
        raise Refused(_("Undangan ini sudah dipakai. Masuk dengan akun Anda."))
    if invitation.status == Status.RETRACTED:
        raise Refused(_("Undangan ini sudah ditarik. Hubungi kepala unit Anda."))
    if at >= invitation.expires_at:
        raise Refused(_("Undangan ini sudah lewat waktunya. Minta dikirim ulang."))


def _locked(invitation: Invitation) -> Invitation:
    return (
        Invitation.objects.select_related("unit")
        .select_for_update(of=("self",))
        .get(pk=invitation.pk)
    )


def _locked_member(membership: Membership) -> Membership:
    """The row, with its unit locked, so that two heads cannot leave at once."""
    Unit.objects.select_for_update().get(pk=membership.unit_id)
    return Membership.objects.select_related("unit", "user").get(pk=membership.pk)


def _refuse_flood(unit: Unit, at: datetime) -> None:
    if unit.invitations.filter(sent_at__gt=at - timedelta(days=1)).count() >= MAX_PER_DAY:
        raise Refused(_("Terlalu banyak undangan dalam sehari. Coba lagi besok."))


def _refuse_last_head(membership: Membership) -> None:
    if membership.role != Role.HEAD:
        return
    heads = membership.unit.memberships.filter(role=Role.HEAD).exclude(pk=membership.pk)
    if not heads.exists():
        raise Refused(
            _("%(name)s satu-satunya kepala unit. Tunjuk kepala lain lebih dulu.")
            % {"name": membership.user}
        )
