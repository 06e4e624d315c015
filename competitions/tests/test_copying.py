"""Copying last year's edition: nothing is lost, dates move, and what needs a decision is named."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from competitions import workflow
from competitions.models import Edition, Extension, RuleChange
from competitions.readiness import readiness
from competitions.workflow.copying import same_moment
from conftest import AT, stored
from inovasi.demo.files import statement_pdf
from inovasi.lib.verdict import Refused

NOT_COPIED = {Extension, RuleChange}
"""They tell what happened in a year, not what its rules are."""


@pytest.fixture
def source(draft, committee) -> Edition:
    """Opened, with a form to download and a change on record."""
    rule = draft.groups.get().document_rules.first()
    form = stored(
        "document-template", str(rule.pk), committee, statement_pdf(["Isian"]), "application/pdf"
    )
    workflow.set_template(rule, form, user=committee)
    workflow.open_edition(draft, user=committee, at=AT)
    draft.refresh_from_db()
    return draft


def copied(source: Edition, committee, year: int = 2027) -> workflow.CopyReport:
    return workflow.copy_edition(
        source,
        user=committee,
        slug=f"kipp-{year}",
        name=f"KIPP {year}",
        year=year,
        number_prefix=f"KIPP-{year}",
    )


KINDS = set(apps.get_app_config("competitions").get_models())


def tree(row: Model) -> Iterator[tuple[object, ...]]:
    """Everything of our app below a row: kind and values without keys and dates, in order."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        if model not in KINDS - NOT_COPIED:
            continue
        if relation.get_accessor_name() is None or model is type(row):
            continue
        for each in model.objects.filter(**{relation.field.name: row}).order_by("pk"):
            values = [
                (field.name, getattr(each, field.attname))
                for field in model._meta.concrete_fields
                if not field.primary_key
                and not (
                    field.is_relation and field.related_model._meta.app_label == "competitions"
                )
                and field.name not in {"starts_at", "ends_at"}
            ]
            yield model.__name__, tuple(values)
            yield from tree(each)


def test_every_row_of_the_rulebook_comes_along_and_none_is_shared(source, committee):
    before = list(tree(source))
    copy = copied(source, committee).edition

    assert (
        sorted(map(str, tree(copy))) == sorted(map(str, before)) == sorted(map(str, tree(source)))
    )
    kinds = {name for name, _values in before}
    assert kinds == {
        "Phase", "Category", "Group", "Section", "DocumentRule", "VideoRule", "CheckItem",
        "Stage", "Criterion", "RubricBand",
    }  # fmt: skip


def test_the_facts_of_the_year_are_new(source, committee):
    Edition.objects.update(theme="Tema lama", grace_seconds=90, winner_count=5)
    copy = copied(source, committee).edition

    assert (copy.year, copy.slug, copy.number_prefix) == (2027, "kipp-2027", "KIPP-2027")
    assert (copy.theme, copy.guideline, copy.opened_at, copy.cancelled_at) == ("", None, None, None)
    assert (copy.grace_seconds, copy.winner_count) == (90, 5)
    assert copy.copied_from == source
    assert not copy.changes.exists()


def test_dates_move_by_the_years_between_and_keep_their_hour(source, committee):
    copy = copied(source, committee).edition
    for phase in copy.phases.all():
        old = timezone.localtime(source.phases.get(kind=phase.kind).ends_at)
        new = timezone.localtime(phase.ends_at)
        assert (new.year, new.month, new.day, new.hour) == (2027, old.month, old.day, old.hour)


def test_29_february_becomes_28():
    leap = timezone.make_aware(datetime(2028, 2, 29, 8, 30))
    assert same_moment(leap, 1) == timezone.make_aware(datetime(2029, 2, 28, 8, 30))


def test_the_report_counts_and_names_what_needs_a_decision(source, committee):
    report = copied(source, committee)
    said = {each.says for each in report.decisions}

    assert ("bagian proposal", 9) in report.copied
    assert ("masa", 4) in report.copied
    for words in (
        "Tema belum ditulis.",
        "Juknis tahun lalu tidak ikut disalin.",
        "Awalan nomor usulan: KIPP-2027.",
        "Usia penerapan 24 bulan, jatah per unit 10.",
        "Contoh Surat Pernyataan Implementasi masih berkas tahun lalu.",
        "Pernyataan kebenaran sama dengan KIPP bentuk 2023.",
    ):
        assert words in said
    weekends = [each for each in said if "akhir pekan" in each]
    assert all(("Sabtu" in each or "Minggu" in each) for each in weekends)


def test_a_decision_leaves_the_list_when_it_is_made(source, committee):
    copy = copied(source, committee).edition
    workflow.change_edition(
        copy, seen=workflow.seen_row(copy), user=committee, theme="Baru", statement="Lain."
    )
    rule = copy.groups.get().document_rules.first()
    workflow.set_template(rule, None, user=committee)
    said = {each.says for each in workflow.copy_report(copy).decisions}

    assert not any("Tema" in each or "Contoh" in each or "Pernyataan" in each for each in said)


def test_a_copy_changes_nothing_in_the_edition_it_came_from(source, committee):
    copy = copied(source, committee).edition
    before = list(tree(source))
    workflow.remove_row(copy.groups.get(), user=committee)
    workflow.discard_edition(copy, user=committee)

    assert list(tree(source)) == before
    assert source.groups.get().document_rules.first().template is not None


def test_a_copy_is_ready_once_its_year_has_come(source, committee):
    copy = copied(source, committee).edition
    rules = Edition.objects.with_rules().get(pk=copy.pk)
    assert readiness(rules, AT) == []


def test_a_second_click_makes_no_second_edition(source, committee):
    copied(source, committee)
    with pytest.raises(Refused):
        copied(source, committee)
    assert Edition.objects.filter(year=2027).count() == 1


def test_only_panitia_copies(source, owner):
    with pytest.raises(Refused, match="Hanya panitia"):
        copied(source, owner)


def test_a_phase_of_two_years_later_is_two_years_later(source, committee):
    copy = copied(source, committee, year=2028).edition
    old = source.phases.get(kind="pengajuan").starts_at
    new = copy.phases.get(kind="pengajuan").starts_at
    assert timedelta(days=729) < new - old < timedelta(days=732)
