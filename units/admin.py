from django.contrib import admin

from units.models import Membership, Unit, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["unit"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "is_active"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "is_staff", "is_superuser", "groups"]
    inlines = [MembershipInline]


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "kind", "counts_for_oioi"]
    list_filter = ["kind", "counts_for_oioi"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
