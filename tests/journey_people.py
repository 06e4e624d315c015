"""What people do in the journey, step by step, each in a browser of their own."""

import re
import subprocess
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe
from playwright.sync_api import Browser, Page, Route, expect

from inovasi.demo.files import statement_pdf
from inovasi.lib.words import count_words
from tests.browser import Guard
from tests.embedded_portal import until

PATIENCE = 30_000
SIZE = 2_500_000
"""A film of at least this many bytes needs three requests of 1 MiB."""


def film(place: Path) -> Path:
    """A picture so restless that it does not compress, with a tone."""
    picture = "testsrc2=s=640x360:r=25:d=8,noise=alls=60:allf=t"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=frequency=440:duration=8"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-pix_fmt", "yuv420p"]
    command = [get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *sources, *codecs]
    subprocess.run([*command, "-c:a", "aac", "-shortest", str(place)], check=True)
    assert place.stat().st_size > SIZE
    return place


def words(number: int) -> str:
    """So many words, with marks that count nothing."""
    return " ".join(f"kata{n}" if n % 7 else f"– kata{n}," for n in range(1, number + 1))


def shown(score: Decimal) -> str:
    """A score as pages write it."""
    return f"{score.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}".replace(".", ",")


class Person:
    """Somebody signed in with one click on the demo's sign-in page."""

    def __init__(self, chromium: Browser, origin: str, address: str) -> None:
        self.origin = origin
        self.address = f"{address}@gowa.example"
        self.page: Page = chromium.new_page(viewport={"width": 1280, "height": 900})
        self.page.set_default_timeout(PATIENCE)
        self.guard = Guard(self.page, origin)
        self.go("/masuk/")
        self.page.get_by_role("button", name=re.compile(re.escape(self.address))).click()
        expect(self.page).to_have_url(f"{origin}/beranda/")

    def go(self, path: str) -> None:
        response = self.page.goto(self.origin + path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.origin)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def reload_until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        def again() -> bool:
            self.page.reload()
            return condition()

        assert until(again, seconds), self.page.locator("main").inner_text()


class Operator(Person):
    def document_innovation(self, title: str) -> None:
        self.go("/inovasi/")
        self.go("/inovasi/baru/")
        self.page.fill("[name=title]", title)
        self.page.fill("[name=summary]", "Bidan menjemput ibu hamil dengan perahu.")
        self.page.select_option("[name=stage]", "penerapan")
        self.page.select_option("[name=initiator]", "asn")
        self.page.fill("[name=initiated_on]", "2023-01-02")
        self.page.fill("[name=applied_on]", "2023-06-01")
        self.press("Simpan")
        self.sees("Inovasi sudah tersimpan.")

    def enter(self, edition: str, title: str) -> str:
        """Enters the innovation in the edition; the path of the draft."""
        self.go(f"/usulan/baru/{edition}/")
        self.page.select_option("[name=innovation]", label=title)
        self.page.locator("[name=category]").first.check()
        self.press("Buat draf usulan")
        self.sees("Usulan dibuat sebagai draf.")
        return self.path

    def write_all(self, text_for: Callable[[int, int], str]) -> list[str]:
        """Every section from the first to the last; `text_for` gets its place and limit."""
        self.page.locator("a[href*='/bagian/']").first.click()
        texts = []
        while "/bagian/" in self.path:
            area = self.page.locator("textarea[name=text]")
            limit = int(area.get_attribute("data-most") or 0)
            text = text_for(len(texts), limit)
            self.type(text, limit)
            texts.append(text)
            here = self.path
            self.press("Simpan dan lanjut")
            expect(self.page).not_to_have_url(self.origin + here)
            self.sees("Tersimpan.")
        return texts

    def type(self, text: str, limit: int) -> None:
        """What the page counts while typing is what the server counts."""
        self.page.locator("textarea[name=text]").fill(text)
        count = count_words(text)
        shown = f"{count} dari {limit} kata"
        if count > limit:
            shown += f", {count - limit} kata terlalu banyak"
        expect(self.page.locator("[data-said]")).to_have_text(shown)

    def write_too_much_first(self, section_path: str, text: str, limit: int) -> None:
        """A draft keeps what is too long, and says by how much."""
        self.go(section_path)
        self.type(text, limit)
        self.press("Simpan")
        surplus = count_words(text) - limit
        self.sees(f"Masih {surplus} kata terlalu banyak untuk diajukan.")
        served = self.page.request.get(self.page.url).text()
        assert f"{count_words(text)} dari {limit} kata" in served

    def attach_documents(self, entry: str) -> None:
        self.go(entry)
        places = [
            link.get_attribute("href") or ""
            for link in self.page.locator(".tasks a[href*='/dokumen/']").all()
        ]
        for number, place in enumerate(places[:2], start=1):
            self.go(place)
            content = statement_pdf([f"Surat pernyataan {number}"])
            self.page.set_input_files(
                "input[type=file]",
                {"name": f"surat-{number}.pdf", "mimeType": "application/pdf", "buffer": content},
            )
            self.press("Kirim berkas")
            expect(self.page).to_have_url(self.origin + entry)

    def upload_film(self, entry: str, place: Path) -> tuple[int, int]:
        """By the page's own resumable upload, over a line that breaks once.

        How many pieces were sent, and how often the server was asked how far it is.
        """
        sent: list[str] = []
        broken: list[str] = []

        def line(route: Route) -> None:
            method = route.request.method
            sent.append(method)
            if method == "PATCH" and sent.count("PATCH") == 2:
                broken.append(route.request.url)
                route.abort("connectionreset")
            else:
                route.continue_()

        self.go(f"{entry}video/")
        self.page.route("**/unggahan/*/", line)
        self.page.set_input_files("input[type=file]", place)
        self.press("Kirim berkas")
        expect(self.page).to_have_url(self.origin + entry, timeout=120_000)
        self.page.unroute("**/unggahan/*/")
        assert broken
        self.guard.troubles = [each for each in self.guard.troubles if "ERR_" not in each]
        return sent.count("PATCH"), sent.count("HEAD")

    def wait_for_film(self, entry: str) -> None:
        """Until a worker has made the film playable; then it plays here."""
        self.go(f"{entry}video/")
        self.reload_until(lambda: self.page.locator("video source").count() == 1)
        assert playing(self.page) == [8, 640, 360]
        poster = self.page.locator("video").get_attribute("poster")
        assert poster
        assert self.page.request.get(self.origin + poster).headers["content-type"] == "image/jpeg"

    def hand_in(self, entry: str) -> tuple[str, str]:
        """Number and time as the receipt shows them."""
        self.go(f"{entry}pengajuan/")
        self.page.get_by_label(re.compile("Saya menyatakan")).check()
        self.press("Ajukan sekarang")
        expect(self.page).to_have_url(f"{self.origin}{entry}tanda-terima/")
        words = self.page.locator("main").inner_text()
        number = re.search(r"KIPP-\d{4}-\d{3}", words)
        time = re.search(r"\w+, \d+ \w+ \d{4} pukul \d\d\.\d\d WITA", words)
        assert number, words
        assert time, words
        return number.group(), time.group()


def playing(page: Page) -> list[int]:
    """Length and size of the film, once the browser has really read it."""
    return page.locator("video").evaluate(
        """video => new Promise((done, fail) => {
            video.addEventListener("loadeddata", () =>
                done([Math.round(video.duration), video.videoWidth, video.videoHeight]));
            video.addEventListener("error", () => fail(video.error?.message), true);
            video.muted = true;
            video.preload = "auto";
            video.load();
        })"""
    )


class Committee(Person):
    def open_check(self, title: str) -> None:
        self.go("/pemeriksaan/")
        self.follow(title)
        expect(self.page.locator("h1")).to_have_text(title)

    def let_pass(self, title: str) -> None:
        self.open_check(title)
        self._tick("terpenuhi")
        self.page.check("[name=decision][value=lolos]")
        self.press("Simpan keputusan")
        self.sees("Keputusan tersimpan dan unit diberi tahu.")

    def send_back(self, title: str, reason: str) -> None:
        """First without a reason, which is refused and loses nothing."""
        self.open_check(title)
        self._tick("terpenuhi")
        last = self.page.locator("[name^=result-][value=perbaiki]").last
        last.check()
        self.page.locator("[name^=note-]").last.fill("Suaranya terputus.")
        self.page.check("[name=decision][value=perbaikan]")
        self.press("Simpan keputusan")
        self.sees("Tulis alasannya")
        self.guard.forgive(422)
        expect(last).to_be_checked()
        self.page.fill("[name=note]", reason)
        self.press("Simpan keputusan")
        self.sees("Keputusan tersimpan dan unit diberi tahu.")

    def _tick(self, result: str) -> None:
        for radio in self.page.locator(f"[name^=result-][value={result}]").all():
            radio.check()

    def checks_the_rest(self, waiting: list[tuple[int, str, bool]], second: "Committee") -> None:
        """What was failed gets its second look, everything else passes."""
        for entry, title, has_failed in waiting:
            if has_failed:
                second.agrees_that_it_fails(entry)
            else:
                self.let_pass(title)

    def agrees_that_it_fails(self, entry: int) -> None:
        """The second look, by somebody else of panitia."""
        self.go(f"/pemeriksaan/{entry}/")
        self.page.check("[name=upholds][value=ya]")
        self.press("Simpan keputusan")

    def appoint(self, edition: str, judge: str, home: str | None = None) -> str:
        """The path of the page on which entries are given to the judge."""
        self.go(f"/penugasan/{edition}/")
        self.page.fill("[name=email]", f"{judge}@gowa.example")
        if home:
            self.page.select_option("[name=home_unit]", label=home)
        self.press("Tambah juri")
        self.sees("sekarang anggota tim penilai.")
        return self.path

    def decree(self, edition: str) -> None:
        self.go(f"/penugasan/{edition}/")
        self.page.fill("[name=decree_number]", "188/45/ORG")
        self.page.fill("[name=decree_date]", "2026-04-15")
        self.press("Simpan SK")
        self.sees("SK tim penilai sudah tersimpan.")

    def assign_everything(self, place: str) -> int:
        self.go(place)
        boxes = self.page.locator("[name=entry]:enabled").all()
        for box in boxes:
            box.check()
        self.press("Tugaskan yang dicentang")
        self.sees(f"{len(boxes)} usulan ditugaskan dan juri diberi tahu.")
        return len(boxes)

    def cannot_assign(self, place: str, number: str) -> None:
        """The box is dead; who revives it by hand is refused in words."""
        self.go(place)
        row = self.page.locator(".form-check", has_text=number)
        box = row.locator("[name=entry]")
        expect(box).to_be_disabled()
        expect(row).to_contain_text("berhubungan dengan unit pengusul")
        box.evaluate("box => { box.disabled = false; box.checked = true; }")
        self.press("Tugaskan yang dicentang")
        expect(self.page.get_by_role("alert")).to_contain_text("berhubungan dengan unit pengusul")
        self.guard.forgive(422)

    def publish(self, edition: str, second: "Committee") -> None:
        """One freezes, another one agrees; then everybody reads it."""
        self.go(f"/peringkat/{edition}/")
        self.follow("Tetapkan hasil")
        self.press("Bekukan")
        expect(self.page.locator("main")).to_contain_text("harus disetujui panitia lain")
        second.agrees(edition)
        self.go(f"/hasil/{edition}/")

    def agrees(self, edition: str) -> None:
        self.go(f"/peringkat/{edition}/pengumuman/")
        self.press("Setujui dan umumkan")
        expect(self.page).to_have_url(f"{self.origin}/hasil/{edition}/")


class Judge(Person):
    def sheets(self, edition_name: str) -> list[str]:
        self.go("/penilaian/")
        stages = self.page.locator("table", has_text=edition_name)
        rows = stages.locator("tbody tr")
        return [row.locator("a").get_attribute("href") or "" for row in rows.all()]

    def accepts(self, edition_name: str) -> list[str]:
        """Signs the integrity statement and states to have no conflict; the paths of the sheets."""
        self.go("/beranda/")
        self.page.locator("a[href^='/penilaian/undangan/']").first.click()
        self.press("Terima dan tanda tangani")
        expect(self.page).to_have_url(f"{self.origin}/penilaian/pernyataan/")
        for box in self.page.locator("[name=assignment]").all():
            box.check()
        self.press("Nyatakan tidak ada benturan untuk yang dicentang")
        expect(self.page).to_have_url(f"{self.origin}/penilaian/")
        return self.sheets(edition_name)

    def reads_beside_the_sheet(self, place: str, text: str) -> None:
        """Entry and film on the left, the sheet on the right, on one screen."""
        self.go(place)
        assert playing(self.page) == [8, 640, 360]
        self.sees(text)
        film_box = self.page.locator("video").bounding_box()
        sheet_box = self.page.locator("#lembar").bounding_box()
        assert film_box
        assert sheet_box
        assert film_box["x"] + film_box["width"] <= sheet_box["x"]
        assert sheet_box["y"] < 900

    def saves_a_draft(self, place: str, score: str) -> None:
        """With one criterion open; what was saved is there again."""
        self.go(place)
        fields = self.page.locator("[name^=score-]")
        for field in fields.all()[:-1]:
            field.fill(score)
        self.press("Simpan draf")
        self.sees("Lembar penilaian tersimpan sebagai draf.")
        self.go(place)
        expect(fields.first).to_have_value(score)
        expect(fields.last).to_have_value("")

    def signs(self, place: str, scores: list[str], total: str) -> None:
        self.go(place)
        fields = self.page.locator("[name^=score-]").all()
        for field, score in zip(fields, scores, strict=True):
            field.fill(score)
        expect(self.page.locator("[data-total]")).to_have_text(total)
        self.page.fill("[name=remark]", "Uraian jelas dan disertai angka.")
        self.press("Simpan dan tanda tangani")
        expect(self.page.locator("h1")).to_have_text("Tanda tangani lembar penilaian")
        self.sees(total)
        self.press("Tanda tangani")
        self.sees("Lembar penilaian sudah ditandatangani.")
