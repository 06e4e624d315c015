"""What every page knows: the names of the installation, who is signed in, where they can go."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from judging.models import Judge
from notifications.models import Message
from submissions.models import TeamRight
from units.models import Membership, User
from units.permissions import is_administrator, is_committee, is_leadership, is_signed_in


def portal(request: Request) -> dict[str, Any]:
    return {
        "portal": {
            "regency": settings.REGENCY_NAME,
            "owner": settings.OWNER_NAME,
            "demo": settings.DEMO,
            "mail_view": bool(settings.MAILBOX_DIR),
            "factor_required": settings.REQUIRE_MFA,
            "factor_missing": getattr(request, "factor_missing", False),
            **_workspace(request),
        }
    }


def _belonging(user: User) -> tuple[list[str], bool, bool, int]:
    """Memberships in words, whether a guest of some entry, whether a judge, how many letters are
    unread; in one query.
    """
    judgeships = Judge.objects.filter(user=OuterRef("pk"))
    invited = TeamRight.objects.filter(user=OuterRef("pk"))
    own = Message.objects.filter(recipient=OuterRef("pk")).unread().order_by()
    unread = own.values("recipient").annotate(number=Count("pk")).values("number")
    unit = "memberships__unit__"
    rows = list(
        User.objects.filter(pk=user.pk)
        .annotate(judges=Exists(judgeships), guest=Exists(invited), unread=Subquery(unread))
        .order_by(f"{unit}kind", f"{unit}name", f"{unit}code")
        .values_list("judges", "guest", "unread", "memberships__role", f"{unit}name")
    )
    words = [f"{Membership.Role(role).label} · {name}" for *_flags, role, name in rows if role]
    judges, guest = (any(flags) for flags in zip(*(row[:2] for row in rows), strict=True))
    return words, guest, judges, rows[0][2] or 0


def _workspace(request: Request) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not is_signed_in(user) or getattr(request, "factor_missing", False):
        return {"nav": [], "roles": [], "unread": 0}
    memberships, is_guest, judges, unread = _belonging(user)
    roles = list(memberships)
    places = [(_("Beranda"), "home")]
    if memberships:
        places += [
            (_("Inovasi"), "innovations"),
            (_("Usulan"), "submissions"),
            (_("Bimtek"), "workshops"),
        ]
    elif is_guest and not is_committee(user):
        places.append((_("Usulan"), "submissions"))
    if is_committee(user):
        roles.append(_("Panitia"))
        if not memberships:
            places += [(_("Inovasi"), "innovations"), (_("Usulan"), "submissions")]
        places += [
            (_("Pemeriksaan"), "checks"),
            (_("Aturan"), "editions"),
            (_("Unit"), "units"),
        ]
        if not memberships:
            places.append((_("Bimtek"), "workshops"))
    if is_leadership(user):
        roles.append(_("Pimpinan"))
    if is_committee(user) or is_leadership(user):
        places.append((_("Satu inovasi"), "oioi"))
    if is_leadership(user) and not is_committee(user):
        places.append((_("Buku catatan"), "ledger"))
    if is_administrator(user):
        roles.append(_("Pengelola server"))
        places += [(_("Tugas"), "roles"), (_("Basis data"), "admin:index")]
    if judges:
        roles.append(_("Juri"))
        places.append((_("Penilaian"), "assignments"))
    here = request.path
    nav = [
        {"label": label, "url": (url := reverse(name)), "current": here.startswith(url)}
        for label, name in places
    ]
    return {"nav": nav, "roles": roles, "unread": unread}
