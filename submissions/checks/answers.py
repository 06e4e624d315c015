"""The answers: there, within their limits, and honest."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.machine_checks import MachineCheck
from submissions.careless import Careless, careless
from submissions.checks.facts import Facts
from submissions.checks.requirement import Requirement, State, met
from submissions.models import Answer

CARELESS = {
    Careless.QUESTION: gettext_lazy("Isinya hanya mengulang pertanyaan. Jawab pertanyaannya."),
    Careless.COPY: gettext_lazy("Isinya sama dengan bagian sebelumnya. Jawab pertanyaan ini."),
    Careless.REPEATED: gettext_lazy("Isinya kata atau huruf yang diulang-ulang. Tulis jawabannya."),
}


def answers(facts: Facts) -> Iterator[Requirement]:
    before: list[str] = []
    for answer in facts.answers:
        state, note = _judge(answer, before)
        before.append(answer.text)
        place = ("section", answer.section_id)
        yield Requirement(MachineCheck.ANSWERS, str(answer.section), state, note, place)


def _judge(answer: Answer, before: list[str]) -> tuple[State, str]:
    if not answer.words:
        needed = answer.section.is_required
        return met(not needed), _("Belum diisi.") if needed else _("Tidak wajib.")
    if answer.surplus:
        note = _("%(count)s: kurangi %(surplus)d kata.")
    elif answer.shortfall:
        note = _("%(count)s: tambah %(shortfall)d kata.")
    elif reason := careless(answer.text, answer.section.question, before):
        return State.UNMET, str(CARELESS[reason])
    else:
        note = _("%(count)s.")
    values = {
        "count": _count(answer),
        "surplus": answer.surplus,
        "shortfall": answer.shortfall,
    }
    return met(not answer.surplus and not answer.shortfall), note % values


def _count(answer: Answer) -> str:
    """Such as "120 dari 200 kata", with the limits that the section has."""
    section, values = answer.section, {"words": answer.words}
    if answer.shortfall:
        limits = {**values, "limit": section.min_words}
        return _("%(words)d kata, paling sedikit %(limit)d") % limits
    if section.max_words is not None:
        return _("%(words)d dari %(limit)d kata") % {**values, "limit": section.max_words}
    return _("%(words)d kata") % values
