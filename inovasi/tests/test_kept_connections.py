"""A database connection that is kept from request to request, and one that has died meanwhile."""

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A second connection, which can end the one that is tested."""
    copy = connection.copy("other")
    yield copy
    copy.close()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_living_connection_is_not_asked_whether_it_lives():
    first = backend()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert not asked.captured_queries
    assert backend() == first


def test_a_connection_that_the_server_ended_is_replaced_before_a_page_needs_it(other):
    first = backend()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone() == (True,)
    assert not connection.is_usable()
    close_old_connections()  # with which each request begins
    assert backend() != first


def test_a_closed_connection_is_not_usable():
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
