"""The portal of the journey: its address, its database, its calendar and its letters."""

import subprocess
import sys
from contextlib import closing
from typing import Any

import psutil
import psycopg2
from playwright.sync_api import Browser, expect

from inovasi.embedded.paths import CHECKOUT
from tests.embedded_portal import Portal, until


class Instance:
    """A portal of its own, with its address and its database."""

    def __init__(self, portal: Portal, origin: str) -> None:
        self.portal = portal
        self.origin = origin
        self.database = next(
            url for p in processes_of_portal(portal) if (url := p.environ().get("DATABASE_URL"))
        )

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with (
            closing(psycopg2.connect(self.database)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def manage(self, command: str) -> str:
        """What a command of `manage.py` says about this portal; it must succeed."""
        environment = next(
            variables
            for process in processes_of_portal(self.portal)
            if "DATABASE_URL" in (variables := process.environ())
        )
        line = [sys.executable, str(CHECKOUT / "manage.py"), command]
        done = subprocess.run(
            line, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make_it(self, kind: str, edition: str) -> None:
        """Moves the calendar of the edition so that now lies in the middle of a phase."""
        self.ask(
            """
            update competitions_phase
            set starts_at = starts_at + shift.by, ends_at = ends_at + shift.by
            from (
                select edition_id, now() - starts_at - (ends_at - starts_at) / 2 as by
                from competitions_phase where kind = %s
            ) as shift
            join competitions_edition on competitions_edition.id = shift.edition_id
            where competitions_phase.edition_id = shift.edition_id and slug = %s
            """,
            kind,
            edition,
        )

    def unchecked(self, edition: str) -> list[tuple[int, str, bool]]:
        """The entries that wait: id, title, and whether a fail only lacks its second look."""
        return self.ask(
            """
            select s.id, s.title, exists (
                select 1 from submissions_check c
                join submissions_snapshot n on n.id = c.snapshot_id
                where n.submission_id = s.id and c.decision = 'gugur'
            )
            from submissions_submission s
            join competitions_edition e on e.id = s.edition_id
            where e.slug = %s and s.status = 'diajukan' order by s.sequence
            """,
            edition,
        )

    def let_repairs_slip(self, edition: str) -> None:
        """Moves the due dates of repairs into the past; whoever has not repaired is out."""
        self.ask(
            """
            update submissions_submission set repair_due_at = now() - interval '1 minute'
            from competitions_edition e
            where e.id = edition_id and e.slug = %s and status = 'dikembalikan'
            """,
            edition,
        )

    def letter_about(self, chromium: Browser, subject: str, address: str) -> str:
        """The newest such letter in the demo's mail view, as soon as it has arrived."""
        page = chromium.new_page()
        rows = page.locator("tbody tr", has_text=f"{address}@gowa.example").filter(has_text=subject)

        def arrived() -> bool:
            page.goto(f"{self.origin}/kotak-surat/")
            return rows.count() > 0

        assert until(arrived, 60), page.locator("main").inner_text()
        rows.first.locator("a").click()
        expect(page.locator("h1")).to_contain_text(subject)
        text = page.locator("main").inner_text()
        page.close()
        return text


def processes_of_portal(portal: Portal) -> list[psutil.Process]:
    return psutil.Process(portal.process.pid).children(recursive=True)
