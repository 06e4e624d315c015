"""docs/reliability.md lists the faults that the tests play, and no other."""

from tests.reliability import PAGE, faults, page


def test_the_table_of_faults_is_the_one_of_the_tests() -> None:
    assert PAGE.read_text() == page(), "run python -m tests.reliability"


def test_every_fault_is_said_once() -> None:
    said = [fault.what for fault in faults()]

    assert len(said) == len(set(said))
