"""The ranking of 5,000 entries with five judges and eight criteria each, and of 20,000.

The reference is the bare aggregate over the same rows: weighted mean and number of sheets of every
entry, all in the database.
"""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from bench import Measure, measure
from bench.registry import PLAIN, milliseconds, scratch_database
from competitions.models import Stage
from judging import queries
from judging.tests.contest import build
from units.models import User
from units.workflow import join_committee

SIZES, JUDGES, EACH, CRITERIA = (5_000, 20_000), 15, 5, 8
MOST_QUERIES, TIMES_THE_AGGREGATE = 12, 3.0
LINEAR = 1.25
"""Time per entry among 20,000 against that among 5,000; n log n of the sort alone gives 1.16."""

AGGREGATE = """
SELECT a.submission_id, COUNT(DISTINCT s.id),
       SUM(v.value * c.weight / c.max_score) / SUM(c.weight) * 100
FROM judging_score v
JOIN judging_scoresheet s ON s.id = v.sheet_id
JOIN judging_assignment a ON a.id = s.assignment_id
JOIN judging_judge j ON j.id = a.judge_id
JOIN judging_panel p ON p.id = j.panel_id
JOIN competitions_criterion c ON c.id = v.criterion_id
WHERE s.signed_at IS NOT NULL AND a.withdrawn_at IS NULL AND p.stage_id = %s
GROUP BY a.submission_id ORDER BY 3 DESC
"""


@measure
def ranking() -> Iterator[Measure]:
    times = {}
    for size in SIZES:
        with scratch_database(), override_settings(**PLAIN):
            panitia = User.objects.create_user(email="panitia@gowa.example", full_name="Panitia")
            join_committee(user=panitia)
            stage = build(
                entries=size, judges=JUDGES, each=EACH, criteria=CRITERIA, at=timezone.now()
            )
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            bare = milliseconds(lambda stage=stage: _aggregate(stage))
            times[size] = milliseconds(lambda stage=stage: queries.table(stage))
            yield Measure(f"ranking {size}", times[size], "ms", bare, TIMES_THE_AGGREGATE)
            if size == SIZES[0]:
                asked = _page_queries(panitia, f"/peringkat/{stage.edition.slug}/")
                yield Measure(f"ranking page {size}", asked, "queries", MOST_QUERIES, 1)
    fewer, more = SIZES
    per_entry = times[more] / more * fewer
    yield Measure("ranking growth per entry", per_entry, "ms", times[fewer], LINEAR)


def _aggregate(stage: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(AGGREGATE, [stage.pk])
        cursor.fetchall()


def _page_queries(panitia: User, address: str) -> int:
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(panitia)
    with CaptureQueriesContext(connection) as seen:
        status = browser.get(address).status_code
    if status != 200:
        raise RuntimeError(f"{address} answers {status}")
    return len(seen)
