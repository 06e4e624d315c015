"""Rulebooks in the admin, to look at: they are written in the editor, where the rules are kept."""

from django.contrib import admin

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Extension,
    Group,
    Phase,
    RubricBand,
    RuleChange,
    Section,
    Stage,
    VideoRule,
)
from inovasi.lib.looking import LookOnly


def rows_of(of: type) -> type[admin.TabularInline]:
    return type(f"{of.__name__}Rows", (LookOnly, admin.TabularInline), {"model": of, "extra": 0})


@admin.register(Edition)
class EditionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["name", "year", "opened_at", "cancelled_at"]
    inlines = [rows_of(each) for each in (Phase, Category, Stage, Extension, RuleChange)]


@admin.register(Group)
class GroupAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["edition", "name"]
    inlines = [rows_of(each) for each in (Section, DocumentRule, VideoRule, CheckItem)]


@admin.register(Stage)
class StageAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["edition", "name", "kind"]
    inlines = [rows_of(Criterion)]


@admin.register(Criterion)
class CriterionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["stage", "name", "weight", "max_score"]
    inlines = [rows_of(RubricBand)]
