from django.contrib import admin

from innovations.models import Innovation, Revision, Theme
from inovasi.lib.looking import LookOnly


class RevisionRows(LookOnly, admin.TabularInline):
    model = Revision
    extra = 0
    fields = readonly_fields = ["version", "saved_by", "saved_at", "verb", "note"]


@admin.register(Innovation)
class InnovationAdmin(LookOnly, admin.ModelAdmin):
    """For looking only: a record is written on the portal's pages, which leave a revision."""

    list_display = ["title", "unit", "status", "changed_at"]
    list_filter = ["status"]
    search_fields = ["title", "unit__name"]
    list_select_related = ["unit"]
    inlines = [RevisionRows]


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    """The themes of the national index, which change from year to year."""

    list_display = ["name", "order", "is_offered"]
    list_editable = ["order", "is_offered"]
