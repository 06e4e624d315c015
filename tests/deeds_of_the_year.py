"""How the forms of rulebooks, innovations, entries and judging are filled in: tests/deeds.py."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from django.conf import settings
from django.urls import reverse

from competitions.models import Stage
from conftest import AT, make_innovation
from inovasi.demo.files import film
from inovasi.lib.work import WorkState
from judging import workflow as judging
from judging.models import Assignment, Judge
from judging.queries import current_stage
from submissions import workflow as entries
from submissions import writing
from submissions.models import Check, Finding
from tests.deeds import Deed, Typed
from tests.deeds_of_people import file_of, pdf
from tests.gatherings import written_workshop
from tests.world import CHECKING, JUDGING, World
from workshops.models import Workshop

REASON = "Disepakati dalam rapat panitia."
SOON = "2026-04-20T08:00"


def replaced_file(world: World) -> None:
    """Panitia has sent the new guideline; it waits for its reason."""


def invited_judge(world: World) -> None:
    panel = current_stage(world.edition).panel
    person, committee = world.people["nobody"], world.people["committee"]
    judging.appoint(panel, person=person, home_unit=None, user=committee, at=CHECKING)


def invitation_of(name: str):
    return lambda w: reverse(name, args=[Judge.objects.get(user=w.people["nobody"]).pk])


def failed(world: World) -> None:
    """One of panitia found that an entry fails; another one has to agree."""
    entry = world.sides["other"].entries["submitted"]
    ruling = entries.Ruling(
        decision=Check.Decision.FAIL,
        results=dict.fromkeys(entry.group.check_items.all(), (Finding.Result.FULFILLED, "")),
        note="Dampak tidak terbukti.",
        repair_due_at=None,
    )
    entries.decide_check(entry, ruling, revision=1, user=world.people["committee_own"], at=AT)


def signed(world: World) -> None:
    for side in world.sides.values():
        judging.sign(side.assignment, version=1, user=side.judge, at=JUDGING)


def split(world: World) -> None:
    """Two judges lie far apart about one entry."""
    Stage.objects.filter(edition=world.edition).update(split_threshold=20)
    entry = world.sides["own"].entries["judged"]
    other = world.sides["other"].assignment.judge
    (second,) = judging.assign(other, [entry], user=world.people["committee"], at=CHECKING)
    judging.clear([second], user=other.user, at=CHECKING)
    scores = dict.fromkeys(other.panel.stage.criteria.all(), Decimal(20))
    judging.save_sheet(second, scores=scores, remark="", version=0, user=other.user, at=JUDGING)
    judging.sign(second, version=1, user=other.user, at=JUDGING)
    judging.sign(
        world.sides["own"].assignment, version=1, user=world.sides["own"].judge, at=JUDGING
    )


def all_settled(world: World) -> None:
    """Every entry is judged or out."""
    for side in world.sides.values():
        entries.withdraw(side.entries["submitted"], user=side.person, at=AT)
    signed(world)


def two_stages(world: World) -> None:
    """The first stage is judged, another one follows."""
    all_settled(world)
    world.edition.stages.create(kind=Stage.Kind.INTERVIEW, name="Wawancara", order=2, weight=0)


def blind_stage(world: World) -> None:
    Stage.objects.filter(edition=world.edition).update(is_blind=True)


def pairs(world: World) -> Typed:
    judge, entry = world.panel_judge, world.sides["other"].entries["judged"]
    return {
        "file": file_of(f"nomor usulan,kode juri\n{entry.number},{judge.code}\n".encode(), "p.csv")
    }


def one_more_entry(world: World) -> None:
    entry = world.sides["other"].entries["judged"]
    judging.assign(world.panel_judge, [entry], user=world.people["committee"], at=CHECKING)


def one_more(world: World) -> Typed:
    entry = world.sides["other"].entries["judged"]
    return {"assignment": Assignment.objects.get(judge=world.panel_judge, submission=entry).pk}


def _criterion(world: World) -> int:
    return current_stage(world.edition).criteria.first().pk


def new_innovation(world: World) -> None:
    side = world.sides["own"]
    make_innovation(side.person, side.unit, "Kelas Sungai")


def rewritten(world: World) -> None:
    """The first text of a section was written over an hour later."""
    entry = world.sides["own"].entries["returned"]
    answer = entry.answers.order_by("section__order", "section__number").first()
    writing.save_answer(
        entry,
        answer.section,
        text="Teks yang lain.",
        version=answer.version,
        user=world.sides["own"].person,
        at=AT + timedelta(hours=1),
    )


def failed_film(world: World) -> None:
    film = world.sides["own"].entries["returned"].current_video
    film.state, film.last_error = WorkState.FAILED, "Tidak dapat dibaca."
    film.save()


def captions(_world: World) -> Typed:
    text = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nPerahu berangkat\n"
    return {"file": file_of(text, "takarir.vtt")}


def film_file(_world: World) -> Typed:
    place = Path(settings.STORAGE_DIR).with_name("film.mp4")
    return {"file": place if place.exists() else film(place, Random(1), seconds=1)}


def lone_cell(world: World) -> Typed:
    return {"cell": f"{world.panel_judge.pk}-{world.sides['other'].entries['judged'].pk}"}


def drafted_workshop(world: World) -> None:
    written_workshop(world.sides["own"].unit, world.people["committee"])


def announcement_of_draft(_world: World) -> str:
    return reverse("workshop-announcement", args=[Workshop.objects.get(announced_at=None).pk])


RULEBOOKS = {
    "edition-new": Deed(
        {"name": "KIPP 2030", "year": "2030", "slug": "kipp-2030", "number_prefix": "KIPP-2030"}
    ),
    "edition-facts": Deed({"name": "KIPP 2027 Gowa"}),
    "edition-phases": Deed({"pengajuan-ends_at": "2027-04-05T08:00"}),
    "edition-guideline": Deed(pdf),
    "edition-copy": Deed(
        {"name": "KIPP 2031", "year": "2031", "slug": "kipp-2031", "number_prefix": "KIPP-2031"}
    ),
    "edition-opening": Deed(),
    "edition-removal": Deed(),
    "edition-row-new": Deed({"name": "Kategori Baru"}),
    "edition-row": Deed({"title": "Judul Baru"}),
    "edition-row-removal": Deed(page="edition-row"),
    "edition-row-order": Deed(page="edition-row"),
    "edition-template": Deed(pdf),
    "edition-phase-move": Deed({"ends_at": "2026-04-07T08:00", "reason": REASON}, confirm=True),
    "edition-extension": Deed(
        {"unit": "PKM-01", "kind": "pengajuan", "until": SOON, "reason": REASON}, confirm=True
    ),
    "edition-file": Deed(pdf),
    "edition-correction": Deed({"text": "Ringkas proposal.", "reason": REASON}, confirm=True),
    "edition-cancellation": Deed({"reason": REASON}, confirm=True),
}
INNOVATIONS = {
    "innovation-new": Deed({"title": "Kelas Sungai"}),
    "innovation-edit": Deed({"title": "Perahu Sehat Raya"}),
    "innovation-team": Deed({"members": "Siti Aminah"}),
    "innovation-move": Deed(),
    "innovation-catalogue": Deed(),
    "innovation-material": Deed(pdf),
    "innovation-material-removal": Deed(page="innovation"),
}
ENTRIES = {
    "submission-new": Deed(before=new_innovation),
    "submission-section": Deed({"text": "Perahu ambulans mengantar 120 ibu hamil."}),
    "submission-revision": Deed({"version": "2"}, before=rewritten),
    "submission-evidence": Deed(pdf),
    "submission-evidence-row": Deed({"caption": "Foto perahu"}, page="submission-evidence"),
    "submission-team": Deed({"email": "nobody@gowa.example", "level": "tulis"}),
    "submission-team-right": Deed(page="submission-team"),
    "submission-category": Deed(lambda w: {"category": w.edition.categories.last().pk}),
    "submission-document": Deed(pdf),
    "submission-video": Deed(film_file),
    "submission-video-retry": Deed(page="submission-video", which=1, before=failed_film),
    "submission-handover": Deed({"is_true": "on"}, which=1),
    "submission-video-captions": Deed(captions, page="submission-video", which=1),
    "submission-video-link": Deed(
        {"link": "https://www.youtube.com/watch?v=abcdefghijk"}, page="submission-video"
    ),
    "submission-withdrawal": Deed(which=1),
    "check": Deed({"decision": "lolos"}, which=1),
    "check-second": Deed({"upholds": "ya"}, which=3, page="check", before=failed),
    "check-overdue": Deed(
        {"note": "Lewat batas."},
        at=AT + timedelta(days=20),
        url=lambda w: reverse("check-overdue", args=[w.sides["other"].entries["returned"].pk]),
    ),
    "check-pass-many": Deed(),
}
JUDGES = {
    "result-objection": Deed(),
    "panel": Deed({"decree_number": "188/2026 perubahan"}),
    "panel-judge": Deed({"email": "nobody@gowa.example"}, page="panel"),
    "panel-assignments": Deed(lambda w: {"entry": w.sides["other"].entries["judged"].pk}),
    "assignment-withdrawal": Deed(),
    "ranking-publication": Deed(before=all_settled),
    "ranking-plenary": Deed({"reason": REASON, "minutes": "01/2026"}, before=signed),
    "award-revocation": Deed(),
    "objection-answer": Deed({"text": "Bukti sudah dibaca ulang."}),
    "judge-dismissal": Deed(),
    "stage-end": Deed(
        before=two_stages, at=JUDGING, url=lambda w: reverse("stage-end", args=[w.edition.slug])
    ),
    "entry-departure": Deed({"kind": "mundur", "reason": REASON}),
    "entry-readmission": Deed({"reason": REASON}),
    "running-order": Deed({"draw": "1"}),
    "panel-matrix": Deed(lone_cell),
    "panel-plan": Deed(),
    "blind-copy": Deed(),
    "unit-declaration": Deed(before=blind_stage, again=True),
    "assignment-file": Deed(pairs, confirm=True),
    "panel-conflict": Deed(),
    "panel-sheet": Deed({"reason": REASON}, before=signed),
    "moderation": Deed({"reason": REASON}, before=split),
    "joint-note": Deed({"text": "Data dampak dibaca berbeda."}, before=split),
    "missing-sheets": Deed(
        lambda w: {"judge": w.panel_judge.pk}, who="committee", at=JUDGING, confirm=True
    ),
    "judge-invitation": Deed(
        before=invited_judge, who="nobody", url=invitation_of("judge-invitation")
    ),
    "judge-refusal": Deed(
        {"reason": REASON},
        before=invited_judge,
        who="nobody",
        page="judge-invitation",
        url=invitation_of("judge-refusal"),
    ),
    "declarations": Deed(one_more, before=one_more_entry),
    "assignment-conflict": Deed(),
    "score-sheet": Deed(lambda w: {f"score-{_criterion(w)}": "70"}),
    "score-sheet-signature": Deed(),
    "abstention": Deed(),
}
DUTY = {
    "oioi-exemption": Deed(),
    "oioi-rules": Deed({"due_on": "2026-12-15"}),
    "oioi-rules-copy": Deed(page="oioi-rules"),
    "oioi-reminders": Deed({"days_before": "14", "audience": "kepala"}, page="oioi-rules"),
    "oioi-reminder-removal": Deed(page="oioi-rules"),
}
WORKSHOPS = {
    "workshop-new": Deed(
        {
            "title": "Bimtek Video",
            "starts_at": "2026-03-20T09:00",
            "ends_at": "2026-03-20T15:00",
            "registration_closes_at": "2026-03-18T16:00",
            "place": "Aula",
        }
    ),
    "workshop-edit": Deed({"place": "Aula Dinas"}),
    "workshop-announcement": Deed(before=drafted_workshop, url=announcement_of_draft),
    "workshop-cancellation": Deed({"reason": REASON}),
    "participant-new": Deed({"who": "lain", "name": "Rina Contoh"}),
    "participant-withdrawal": Deed(),
}
FILES = {
    "upload-create": Deed(status=201, again=True),
    "upload-cancel": Deed(),
}
DEEDS = {**RULEBOOKS, **INNOVATIONS, **ENTRIES, **JUDGES, **DUTY, **WORKSHOPS, **FILES}
