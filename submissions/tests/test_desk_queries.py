"""The entry and the writing desk cost the same with one piece of evidence and with three."""

import pytest

from conftest import stored
from inovasi.demo.files import statement_pdf
from submissions import evidence
from submissions.evidence_files import evidence_target


@pytest.mark.parametrize(("page", "queries"), [("", 13), ("bagian/{section}/", 7)])
def test_a_page_takes_the_same_queries_for_more_evidence(
    page, queries, submission, owner, sign_in, at, django_assert_num_queries
):
    section = submission.group.sections.get(number="5")
    target = evidence_target(submission, section)
    path = f"/usulan/{submission.pk}/{page.format(section=section.pk)}"
    browser = sign_in(owner)
    for more in (1, 2):
        for number in range(more):
            pdf = statement_pdf([f"Laporan {more} {number}"])
            file = stored("evidence", target, owner, pdf, "application/pdf")
            evidence.add(submission, section, file, user=owner, at=at)
        with django_assert_num_queries(queries):
            browser.get(path)
