from collections.abc import Iterator

import pytest

from notifications.tests.postman import Postman, listening


@pytest.fixture
def postman(settings) -> Iterator[Postman]:
    """The mail server of the portal, for this test."""
    handler = Postman()
    with listening(handler) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield handler
