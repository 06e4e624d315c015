"""A whole year in a browser, against real web, workers, beat, PostgreSQL, Valkey and SMTP.

From an empty state folder to a published verdict. The phases of a year lie weeks apart, so between
the steps the test moves the edition's calendar in the portal's own database.
"""

import hashlib
import json
import re
import signal
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, expect

from inovasi.embedded.mailbox import bound_port
from inovasi.lib.words import count_words
from judging import scoring
from tests.embedded_portal import Portal, processes_of, state_folder, until
from tests.journey_people import Committee, Judge, Operator, Person, film, shown, words
from tests.journey_portal import Instance

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900), pytest.mark.xdist_group("journey")]

TITLE = "Perahu Cepat: rujukan ibu hamil lewat sungai"
REASON = "Videonya terputus di menit kedua; unggah ulang yang utuh."
P = TypeVar("P", bound=Person)


@pytest.fixture
def instance() -> Iterator[Instance]:
    port = bound_port(0)
    with state_folder() as state:
        portal = Portal(
            state, "--port", str(port), DEMO="1", DEBUG="0", PORT="", STATIC_ROOT="", EMAIL_URL=""
        )
        try:
            portal.wait_until_up()
            yield Instance(portal, f"http://127.0.0.1:{port}")
            portal.signal(signal.SIGTERM)
            assert portal.end() == 0
            assert until(lambda: not processes_of(state), 30), processes_of(state)
            assert "Traceback" not in portal.lines, portal.lines
        finally:
            if portal.process.poll() is None:
                portal.process.kill()
                portal.process.wait()


def test_a_whole_year(instance: Instance, chromium: Browser, tmp_path: Path) -> None:
    year = Year(instance, chromium, tmp_path)
    year.unit_writes_and_hands_in()
    year.committee_checks()
    year.committee_appoints_and_assigns()
    year.judges_score()
    year.committee_publishes()
    year.everything_is_as_it_should()


class Year:
    """The steps of the journey, each beginning where the one before ended."""

    def __init__(self, instance: Instance, chromium: Browser, folder: Path) -> None:
        self.instance, self.chromium, self.folder = instance, chromium, folder
        self.ask = instance.ask
        ((self.edition, self.edition_name),) = self.ask(
            "select slug, name from competitions_edition"
            " where not is_practice and opened_at is not null order by year desc limit 1"
        )
        ((self.returned_title,),) = self.ask(
            """
            select s.title from submissions_submission s
            join units_unit u on u.id = s.unit_id join competitions_edition e on e.id = s.edition_id
            where u.code = 'DISDUKCAPIL' and e.slug = %s and s.status = 'diajukan'
            """,
            self.edition,
        )

    def someone(self, kind: type[P], address: str) -> P:
        return kind(self.chromium, self.instance.origin, address)

    # --- 3: a unit writes and hands in ------------------------------------------------------

    def unit_writes_and_hands_in(self) -> None:
        self.operator = operator = self.someone(Operator, "operator.puskesmas")
        operator.document_innovation(TITLE)
        self.entry = operator.enter(self.edition, TITLE)
        texts = operator.write_all(lambda place, limit: words(limit - place))
        self.text = texts[0]
        self._counts_agree(texts)
        self._too_long_is_kept_but_not_handed_in()
        operator.attach_documents(self.entry)
        pieces, questions = operator.upload_film(self.entry, film(self.folder / "film.mp4"))
        assert pieces >= 4
        assert questions >= 1
        operator.wait_for_film(self.entry)
        self.number, moment = operator.hand_in(self.entry)
        letter = self.letter_about(self.number, "operator.puskesmas")
        assert moment in letter
        assert self.status() == "diajukan"

    def _counts_agree(self, texts: Sequence[str]) -> None:
        saved = self.ask(
            """
            select a.text from submissions_answer a
            join competitions_section c on c.id = a.section_id
            where a.submission_id = %s order by c."order"
            """,
            self.pk,
        )
        assert [count_words(text) for (text,) in saved] == [count_words(text) for text in texts]
        self.operator.go(self.entry)
        for text in texts:
            self.operator.sees(re.compile(rf"\b{count_words(text)} dari \d+ kata\."))

    def _too_long_is_kept_but_not_handed_in(self) -> None:
        operator = self.operator
        operator.go(self.entry)
        place = operator.page.locator("a[href*='/bagian/']").first.get_attribute("href") or ""
        limit = len(self.text.replace("– ", "").split())
        operator.write_too_much_first(place, words(limit + 3), limit)
        operator.go(f"{self.entry}pengajuan/")
        operator.sees("kurangi 3 kata")
        expect(operator.page.get_by_role("button", name="Ajukan sekarang")).to_have_count(0)
        operator.go(place)
        operator.type(self.text, limit)
        operator.press("Simpan")
        operator.sees("Tersimpan.")

    # --- 4: panitia checks ------------------------------------------------------------------

    def committee_checks(self) -> None:
        self.instance.make_it("pemeriksaan", self.edition)
        self.committee = committee = self.someone(Committee, "panitia")
        committee.let_pass(TITLE)
        committee.send_back(self.returned_title, REASON)
        assert self.status() == "lolos"
        ((pk, number),) = self.ask(
            "select id, sequence from submissions_submission where title = %s and status = "
            "'dikembalikan'",
            self.returned_title,
        )
        self.returned_number = f"{self.number[:-3]}{number:03d}"
        letter = self.letter_about(f"{self.returned_number} perlu diperbaiki", "operator.dinas")
        assert REASON in letter
        self._repair(f"/usulan/{pk}/")
        committee.let_pass(self.returned_title)
        second = self.someone(Committee, "panitia.dua")
        committee.checks_the_rest(self.instance.unchecked(self.edition), second)
        self.instance.let_repairs_slip(self.edition)

    def _repair(self, entry: str) -> None:
        other = self.someone(Operator, "operator.dinas")
        other.go(entry)
        other.sees(REASON)
        other.sees("Suaranya terputus.")
        place = other.page.locator("a[href*='/bagian/']").first.get_attribute("href") or ""
        other.go(place)
        area = other.page.locator("textarea[name=text]")
        other.type(f"{area.input_value()} Diperbaiki.", int(area.get_attribute("data-most")))
        other.press("Simpan")
        other.sees("Tersimpan.")
        number, _moment = other.hand_in(entry)
        assert number == self.returned_number
        other.sees("Pengajuan ke")
        assert not other.guard.troubles

    # --- 5: judges are appointed ------------------------------------------------------------

    def committee_appoints_and_assigns(self) -> None:
        committee = self.committee
        committee.decree(self.edition)
        places = [
            committee.appoint(self.edition, judge) for judge in ("juri.akademisi", "juri.media")
        ]
        ((home,),) = self.ask("select name from units_unit where code = 'PKM-07-I'")
        related = committee.appoint(self.edition, "kepala.puskesmas", home)
        committee.cannot_assign(related, self.number)
        self.judged = {committee.assign_everything(place) for place in places}.pop()
        assert self.judged >= 5
        assert self.status() == "dinilai"
        for judge in ("juri.akademisi", "juri.media"):
            assert TITLE in self.letter_about("menunggu penilaian Anda", judge)

    # --- 6: judges score --------------------------------------------------------------------

    def judges_score(self) -> None:
        self.instance.make_it("penilaian", self.edition)
        for severity, address in ((0, "juri.akademisi"), (3, "juri.media")):
            judge = self.someone(Judge, address)
            places = judge.accepts(self.edition_name)
            assert len(places) == self.judged
            own = self._sheet_of_the_entry(address)
            judge.reads_beside_the_sheet(own, self.text[:60])
            judge.saves_a_draft(own, "88,5")
            for place in places:
                scores = self._scores(place, severity, best=place == own)
                judge.signs(place, scores, self._total(scores))
            judge.go("/penilaian/")
            assert not judge.guard.troubles

    def _sheet_of_the_entry(self, address: str) -> str:
        ((pk,),) = self.ask(
            """
            select a.id from judging_assignment a join judging_judge j on j.id = a.judge_id
            join units_user u on u.id = j.user_id where a.submission_id = %s and u.email = %s
            """,
            self.pk,
            f"{address}@gowa.example",
        )
        return f"/penilaian/{pk}/"

    def _scores(self, place: str, severity: int, *, best: bool) -> list[str]:
        """The journey's own entry is the best; the others differ by their sheet's number."""
        ((submission,),) = self.ask(
            "select submission_id from judging_assignment where id = %s", int(place.split("/")[2])
        )
        base = Decimal("95.5") if best else Decimal(60 + submission % 20)
        return [
            f"{base - severity + Decimal(n) / 4}".replace(".", ",") for n in range(len(self.rules))
        ]

    @property
    def rules(self) -> list[scoring.Criterion]:
        rows = self.ask(
            """
            select c.id, c.weight, c.max_score from competitions_criterion c
            join competitions_stage s on s.id = c.stage_id
            join competitions_edition e on e.id = s.edition_id
            where e.slug = %s order by c."order", c.id
            """,
            self.edition,
        )
        return [scoring.Criterion(key, weight, Decimal(most)) for key, weight, most in rows]

    def _total(self, scores: Sequence[str]) -> str:
        values = [Decimal(each.replace(",", ".")) for each in scores]
        sheet = dict(zip((rule.key for rule in self.rules), values, strict=True))
        return shown(scoring.rounded(scoring.sheet_total(sheet, self.rules)))

    # --- 7: panitia publishes ---------------------------------------------------------------

    def committee_publishes(self) -> None:
        self.instance.make_it("penetapan", self.edition)
        self.committee.publish(self.edition, self.someone(Committee, "panitia.dua"))
        self.committee.sees("Pemenang")
        self.committee.sees(TITLE)
        assert self.status() == "pemenang"

    # --- what is left -----------------------------------------------------------------------

    def everything_is_as_it_should(self) -> None:
        ranked = self._verdict_computes_again()
        self._results_page_shows(ranked)
        self._database_holds(ranked)
        self._every_unit_got_its_letter()
        assert not [*self.operator.guard.troubles, *self.committee.guard.troubles]
        assert self.instance.manage("check_invariants").endswith("invariants hold\n")

    def _verdict_computes_again(self) -> list[tuple[int, str, Decimal]]:
        """Hash, ranks and scores follow from the frozen bundle alone."""
        ((bundle, fingerprint),) = self.ask(
            """
            select bundle, sha256 from judging_publication p
            join competitions_edition e on e.id = p.edition_id where e.slug = %s
            """,
            self.edition,
        )
        assert hashlib.sha256(bundle.encode()).hexdigest() == fingerprint
        frozen = json.loads(bundle)
        (stage,) = frozen["tahap"]
        criteria = [
            scoring.Criterion(c["kunci"], Decimal(c["bobot"]), Decimal(c["nilai_tertinggi"]))
            for c in stage["kriteria"]
        ]
        sheets = {
            entry["nomor"]: [
                {key: Decimal(value) for key, value in sheet["nilai"].items()}
                for sheet in entry["lembar"]
            ]
            for entry in stage["usulan"]
        }
        computed = [(s.rank, s.entry, s.score) for s in scoring.ranking(sheets, criteria)]
        told = [(e["peringkat"], e["nomor"], Decimal(e["nilai"])) for e in frozen["hasil"]]
        assert sorted(computed) == sorted(told)
        assert all(len(each) == 2 for each in sheets.values())
        assert computed[0][:2] == (1, self.number)
        self.committee.sees(fingerprint)
        return computed

    def _results_page_shows(self, ranked: Sequence[tuple[int, str, Decimal]]) -> None:
        page = self.chromium.new_page()
        page.goto(f"{self.instance.origin}/hasil/{self.edition}/")
        text = page.locator("main").inner_text()
        for _rank, _number, score in ranked:
            assert shown(score) in text
        assert text.index(TITLE) < text.index(self.returned_title)
        page.goto(self.instance.origin)
        expect(page.locator("main")).to_contain_text(TITLE)

    def _database_holds(self, ranked: Sequence[tuple[int, str, Decimal]]) -> None:
        statuses = dict(
            self.ask(
                """
                select status, count(*) from submissions_submission s
                join competitions_edition e on e.id = s.edition_id
                where e.slug = %s and s.id in (select submission_id from judging_assignment)
                group by status
                """,
                self.edition,
            )
        )
        winners = [number for rank, number, _score in ranked if rank <= 3]
        assert statuses == {"pemenang": len(winners), "selesai": len(ranked) - len(winners)}
        assert self.ask(
            """
            select count(*), count(signed_at), count(total) from judging_scoresheet h
            join judging_assignment a on a.id = h.assignment_id
            join submissions_submission s on s.id = a.submission_id
            join competitions_edition e on e.id = s.edition_id where e.slug = %s
            """,
            self.edition,
        ) == [(2 * self.judged,) * 3]
        verbs = self.ask(
            "select verb from submissions_event where submission_id = %s order by at, id", self.pk
        )
        assert [verb for (verb,) in verbs] == [
            "masuk",
            "ajukan",
            "loloskan",
            "mulai-nilai",
            "menangkan",
        ]
        assert self.ask(
            """
            select state, attempts, playable_id is not null, poster_id is not null
            from submissions_video where submission_id = %s
            """,
            self.pk,
        ) == [("selesai", 1, True, True)]
        ((content, fingerprint),) = self.ask(
            "select content, sha256 from submissions_snapshot where submission_id = %s", self.pk
        )
        assert hashlib.sha256(content.encode()).hexdigest() == fingerprint
        film_hash = hashlib.sha256((self.folder / "film.mp4").read_bytes()).hexdigest()
        assert json.loads(content)["video"] == {"nama": "film.mp4", "sha256": film_hash}

    def _every_unit_got_its_letter(self) -> None:
        """In the outbox, through the worker, over SMTP, into the mail view."""

        def all_sent() -> bool:
            return self.ask("select count(*) from notifications_message where sent_at is null") == [
                (0,)
            ]

        assert until(all_sent, 120), self.ask(
            "select key, state, last_error from notifications_message where sent_at is null"
        )
        wanted = self.ask(
            """
            select distinct u.email from submissions_submission s
            join competitions_edition e on e.id = s.edition_id
            join units_membership m on m.unit_id = s.unit_id join units_user u on u.id = m.user_id
            where e.slug = %s and s.status <> 'draf'
            """,
            self.edition,
        )
        told = self.ask(
            """
            select distinct n.address from notifications_message n
            join judging_publication p on n.key = 'published:' || p.id
            join competitions_edition e on e.id = p.edition_id where e.slug = %s
            """,
            self.edition,
        )
        assert sorted(told) == sorted(wanted)
        assert len(told) > 8
        self.committee.go("/kotak-surat/")
        shown_letters = self.committee.page.locator("tbody tr").all_inner_texts()
        for (address,) in told:
            assert any(address in line for line in shown_letters), address
        own = self.letter_about(f"Hasil {self.edition_name}", "operator.puskesmas")
        assert "sebagai juara 1 dengan nilai" in own

    # --- asking -----------------------------------------------------------------------------

    @property
    def pk(self) -> int:
        return int(self.entry.split("/")[2])

    def letter_about(self, subject: str, address: str) -> str:
        return self.instance.letter_about(self.chromium, subject, address)

    def status(self) -> str:
        ((status,),) = self.ask("select status from submissions_submission where id = %s", self.pk)
        return status
