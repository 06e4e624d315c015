"""Deeds about the panel and its people."""

from datetime import date, datetime

from django.db import transaction

from competitions.models import Stage
from inovasi.lib.texts import clean
from inovasi.lib.verdict import demand
from judging.models import Judge, Panel
from judging.permissions import may_run_panel
from units.models import Unit, User


@transaction.atomic
def set_panel(
    stage: Stage, *, decree_number: str, decree_date: date, user: User, at: datetime
) -> Panel:
    """Fix the panel of a stage by its decree; a second call corrects number and date."""
    demand(may_run_panel(user, stage.edition, at))
    panel, _created = Panel.objects.update_or_create(
        stage=stage, defaults={"decree_number": clean(decree_number), "decree_date": decree_date}
    )
    return panel


@transaction.atomic
def appoint(
    panel: Panel, *, person: User, home_unit: Unit | None, user: User, at: datetime
) -> Judge:
    """Put a person on the panel; appointing them again changes only the home unit."""
    demand(may_run_panel(user, panel.stage.edition, at))
    Panel.objects.select_for_update().get(pk=panel.pk)
    number = panel.judges.count() + 1
    judge, _created = Judge.objects.update_or_create(
        panel=panel,
        user=person,
        defaults={"home_unit": home_unit},
        create_defaults={"home_unit": home_unit, "code": f"J{number}"},
    )
    return judge


def move_to_unit(unit: Unit, into: Unit) -> None:
    """Judges whose home unit is merged into another keep their conflicts of interest."""
    Judge.objects.filter(home_unit=unit).update(home_unit=into)
