"""The check of evidence: the same at the desk, at submission and at panitia's."""

from pathlib import Path

import pytest

from competitions.machine_checks import MachineCheck
from competitions.models import Section
from conftest import complete, stored
from inovasi.demo.files import statement_pdf
from inovasi.lib.verdict import Refused
from submissions import checks, evidence, workflow
from submissions.evidence_files import evidence_target


@pytest.fixture
def section(submission) -> Section:
    """A section that asks for one piece of evidence and takes two."""
    section = submission.group.sections.order_by("order")[1]
    section.evidence_min_files, section.evidence_max_files = 1, 2
    section.save()
    return section


@pytest.fixture
def proof(submission, section, owner, at):
    def file(name: str):
        target = evidence_target(submission, section)
        pdf = stored("evidence", target, owner, statement_pdf([name]), "application/pdf")
        return evidence.add(submission, section, pdf, user=owner, at=at)

    return file


def finding(submission, section) -> checks.Requirement:
    place = ("evidence", section.pk)
    (found,) = [each for each in checks.requirements(submission) if each.place == place]
    assert found.kind == MachineCheck.EVIDENCE
    return found


def test_too_little_evidence_keeps_an_entry_from_being_handed_in(
    submission, section, owner, proof, at
):
    complete(submission, owner)
    assert not finding(submission, section).is_met
    with pytest.raises(Refused):
        workflow.submit(submission, user=owner, at=at)

    proof("Laporan")

    assert finding(submission, section).note == "1 berkas."
    assert workflow.submit(submission, user=owner, at=at).revision == 1


def test_what_was_taken_out_does_not_count(submission, section, owner, proof, at):
    row = proof("Laporan")
    evidence.remove(row, user=owner, at=at)

    assert not finding(submission, section).is_met


@pytest.mark.breaks("files_are_as_accepted")
def test_a_file_that_is_gone_from_the_store_is_named(submission, section, proof):
    row = proof("Laporan")
    Path(row.file.absolute_path).write_bytes(b"x")

    found = finding(submission, section)

    assert not found.is_met
    assert str(row) in found.note


def test_a_section_that_takes_none_is_not_asked_for_any(submission, section):
    Section.objects.filter(group=submission.group).update(
        evidence_min_files=0, evidence_max_files=0
    )

    kinds = {each.kind for each in checks.requirements(submission)}

    assert MachineCheck.EVIDENCE not in kinds
    assert MachineCheck.ANSWERS in kinds
