"""What every page knows: the names of the installation, who is signed in, where they can go."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from judging.permissions import is_judge
from units.models import Membership
from units.permissions import is_committee, is_leadership, is_signed_in


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


def _workspace(request: Request) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not is_signed_in(user) or getattr(request, "factor_missing", False):
        return {"nav": [], "roles": []}
    memberships = list(Membership.objects.filter(user=user).select_related("unit"))
    roles = [str(each) for each in memberships]
    places = [(_("Beranda"), "home")]
    if memberships:
        places += [(_("Inovasi"), "innovations"), (_("Usulan"), "submissions")]
    if is_committee(user):
        roles.append(_("Panitia"))
        if not memberships:
            places += [(_("Inovasi"), "innovations"), (_("Usulan"), "submissions")]
        places += [
            (_("Pemeriksaan"), "checks"),
            (_("Aturan"), "editions"),
            (_("Unit"), "units"),
        ]
    if is_leadership(user):
        roles.append(_("Pimpinan"))
    if is_committee(user) or is_leadership(user):
        places.append((_("Satu inovasi"), "oioi"))
    if is_judge(user):
        roles.append(_("Juri"))
        places.append((_("Penilaian"), "assignments"))
    here = request.path
    nav = [
        {"label": label, "url": (url := reverse(name)), "current": here.startswith(url)}
        for label, name in places
    ]
    return {"nav": nav, "roles": roles}
