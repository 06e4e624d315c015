from django.contrib import admin

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Phase,
    RubricBand,
    Section,
    Stage,
    VideoRule,
)


def rows_of(of: type, extra: int = 0) -> type[admin.TabularInline]:
    return type(f"{of.__name__}Rows", (admin.TabularInline,), {"model": of, "extra": extra})


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["name", "year", "opened_at"]
    inlines = [rows_of(Phase), rows_of(Category), rows_of(Stage)]


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin):
    list_display = ["edition", "name"]
    inlines = [rows_of(Section), rows_of(DocumentRule), rows_of(VideoRule), rows_of(CheckItem)]


@admin.register(Stage)
class StageAdmin(admin.ModelAdmin):
    list_display = ["edition", "name", "kind"]
    inlines = [rows_of(Criterion)]


@admin.register(Criterion)
class CriterionAdmin(admin.ModelAdmin):
    list_display = ["stage", "name", "weight", "max_score"]
    inlines = [rows_of(RubricBand)]
