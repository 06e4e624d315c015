"""The team of an entry: people of the unit, and whom they let in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from submissions import team
from submissions.forms import TeamRightForm
from submissions.permissions import may_invite
from submissions.views.entries import own_submission


def submission_team(request: Request, pk: int) -> HttpResponse:
    """Who works on the entry; the unit's people let others in."""
    submission = own_submission(request, pk)
    invite = may_invite(request.user, submission)
    if request.method == "POST":
        refuse_unless(invite)
    form = TeamRightForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            right = team.give_right(
                submission, user=request.user, at=request.at, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("email", refusal.reason)
        else:
            words = _("%(name)s sekarang boleh: %(level)s.")
            level = right.get_level_display().lower()
            messages.success(request, words % {"name": right.user, "level": level})
            return redirect("submission-team", pk)
    context = {
        "submission": submission,
        "form": form,
        "invite": invite,
        "members": submission.unit.memberships.select_related("user", "unit"),
        "rights": submission.team_rights.select_related("user"),
    }
    return render(request, "submissions/team.html", context, status=422 if form.errors else 200)


def submission_team_right(request: Request, pk: int, right_pk: int) -> HttpResponse:
    """End the right of one person."""
    submission = own_submission(request, pk)
    refuse_unless(may_invite(request.user, submission))
    right = get_object_or_404(submission.team_rights.select_related("user"), pk=right_pk)
    right.submission = submission
    team.take_right(right, user=request.user, at=request.at)
    messages.success(request, _("Hak %(name)s sudah diakhiri.") % {"name": right.user})
    return redirect("submission-team", pk)
