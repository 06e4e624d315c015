"""For the operator of the server: look and search; of accounts only what no page offers.

Units, members and second factors are changed on the portal's own pages, which leave history and
letters.
"""

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse

from inovasi.lib.looking import LookOnly
from ledger import workflow as ledger
from units.models import (
    ImportRun,
    Invitation,
    Membership,
    PersonEvent,
    Unit,
    UnitEvent,
    User,
)

for known in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(known)


class Rows(LookOnly, admin.TabularInline):
    extra = 0


class MembershipRows(Rows):
    model = Membership


class UnitEventRows(Rows):
    model = UnitEvent
    fields = readonly_fields = ["at", "verb", "actor", "changes", "note"]


class PersonEventRows(Rows):
    model = PersonEvent
    fk_name = "person"


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who may sign in, and who runs the server, the year, or reads: asked for a password first."""

    list_display = ["full_name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser", "groups"]
    inlines = [MembershipRows, PersonEventRows]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Its owner changes an address and proves it; roles have a page, with letters."""
        return ["email", "groups"] if obj else ["groups"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are disabled: what they did must keep its author."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        person = form.instance
        ledger.enter(
            "orang.tugas",
            person,
            user=request.user,
            at=request.at,
            aktif=person.is_active,
            pengelola=person.is_staff or person.is_superuser,
            kelompok=sorted(person.groups.values_list("name", flat=True)),
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_reauthentication_required(request, app=""):
            raise ReauthenticationRequired
        return super().changeform_view(request, *args, **kwargs)


@admin.register(Unit)
class UnitAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["code", "name", "kind", "counts_for_oioi", "active_until"]
    list_filter = ["kind", "counts_for_oioi"]
    search_fields = ["code", "name", "folded"]
    inlines = [MembershipRows, UnitEventRows]


@admin.register(Invitation)
class InvitationAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["email", "unit", "role", "status", "sent_at", "expires_at"]
    list_filter = ["status"]
    search_fields = ["email", "unit__name"]
    exclude = ["token_hash"]


@admin.register(ImportRun)
class ImportRunAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["file_name", "state", "uploaded_by", "uploaded_at", "applied_at"]
    exclude = ["rows", "headers"]


@admin.register(EmailAddress)
class EmailAddressAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["email", "user", "verified", "primary"]
    search_fields = ["email", "user__full_name"]


@admin.register(UserSession)
class UserSessionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields = ["user__email", "ip"]
    exclude = ["data"]


@admin.register(LogEntry)
class LogEntryAdmin(LookOnly, admin.ModelAdmin):
    """What was changed here, by whom."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag"]
    list_filter = ["action_flag"]
    search_fields = ["object_repr", "user__email"]
    list_select_related = ["user", "content_type"]
