"""The virus scanner: only an explicit OK is clean, and one that is away lets nobody through."""

import io
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inovasi.lib.work import WorkState
from uploads import clamd, scanning
from uploads.clamd import NoAnswer, Verdict
from uploads.models import Scan, StoredFile
from uploads.tasks import scan as scan_task
from uploads.tasks import sweep_scans
from uploads.tests.conftest import person

SHOE = b"SHOE" + b"left" * 1000


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        (b"stream: OK\0", Verdict.CLEAN),
        (b"stream: Eicar-Test-Signature FOUND\0", Verdict.INFECTED),
        (b"INSTREAM size limit exceeded. ERROR\0", Verdict.TOO_LARGE),
    ],
)
def test_a_verdict_is_understood(scanner, says, verdict):
    scanner.says = says
    assert clamd.ask(io.BytesIO(SHOE), scanner.address).verdict == verdict
    assert scanner.got == SHOE


@pytest.mark.parametrize(
    "says", [b"", b"OK\0", b"stream: OK and more\0", b"stream: OK FOUND ERROR\0", b"x" * 9000]
)
def test_anything_else_is_no_answer(scanner, says):
    scanner.says = says
    with pytest.raises(NoAnswer):
        clamd.ask(io.BytesIO(SHOE), scanner.address)


def test_a_line_that_breaks_in_the_middle_is_no_verdict_of_cleanness(scanner):
    scanner.says, scanner.hangs_up_after = b"INSTREAM size limit exceeded. ERROR\0", 1000
    large = io.BytesIO(bytes(8 * clamd.BLOCK))
    # Its last words may or may not come through the broken line.
    with suppress(NoAnswer):
        assert clamd.ask(large, scanner.address).verdict == Verdict.TOO_LARGE


@pytest.mark.parametrize("address", ["127.0.0.1:1", "unix:/nowhere", "nonsense", ""])
def test_a_scanner_that_is_not_there_is_no_answer(address):
    with pytest.raises(NoAnswer):
        clamd.ask(io.BytesIO(SHOE), address)


@pytest.fixture
def reader(box) -> Client:
    """Somebody who may read, but did not send the file."""
    user = person("reader")
    box.readers.add(user.pk)
    client = Client()
    client.force_login(user)
    return client


def status(client: Client) -> int:
    return client.head(reverse("file", args=[StoredFile.objects.get().pk])).status_code


@pytest.mark.django_db
def test_until_it_is_clean_only_the_sender_gets_it(scanner, tus, box, reader):
    tus.send(SHOE)
    assert (status(tus.client), status(reader)) == (200, 403)
    scan_task(Scan.objects.get().pk)
    scan_task(Scan.objects.get().pk)
    assert (status(tus.client), status(reader)) == (200, 200)
    assert Scan.objects.get().attempts == 1
    assert not box.sick


@pytest.mark.django_db
def test_what_is_infected_nobody_gets_and_people_are_told_once(scanner, tus, box, reader):
    scanner.says = b"stream: Eicar-Test-Signature FOUND\0"
    tus.send(SHOE)
    scan_task(Scan.objects.get().pk)
    scan_task(Scan.objects.get().pk)
    assert (status(tus.client), status(reader)) == (403, 403)
    assert box.sick == [StoredFile.objects.get()]


@pytest.mark.django_db
def test_a_scanner_that_is_away_for_long_is_still_asked(scanner, tus, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    tus.send(SHOE)
    now, row = timezone.now(), Scan.objects.get()
    for day in range(40):
        scanning.carry_out(row.pk, at=now + timedelta(days=day))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (WorkState.WAITING, 40)


@pytest.mark.django_db
def test_while_the_scanner_is_away_the_file_waits(scanner, tus, reader, settings, bell):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    tus.send(SHOE)
    now = timezone.now()
    row = Scan.objects.get()
    assert not scanning.carry_out(row.pk, at=now)
    row.refresh_from_db()
    assert (row.state, row.verdict, status(reader)) == (WorkState.WAITING, "", 403)
    settings.CLAMD_ADDRESS = scanner.address
    assert scanning.carry_out(row.pk, at=now + timedelta(hours=1))
    assert status(reader) == 200


@pytest.mark.django_db(transaction=True)
def test_the_bell_and_the_sweep_ring_for_it(scanner, tus, bell):
    tus.send(SHOE)
    ring = (scanning.SCAN, Scan.objects.get().pk)
    assert ring in bell()
    sweep_scans()
    assert bell() == [ring]


@pytest.mark.django_db
def test_without_a_scanner_nothing_waits(tus, reader):
    tus.send(SHOE)
    assert not Scan.objects.exists()
    assert status(reader) == 200
