"""The admin shows rulebooks and writes none, opened or not."""

import pytest
from django.contrib import admin
from django.urls import reverse

from competitions.models import Edition
from units.models import User

pytestmark = pytest.mark.usefixtures("clock")
SHOWN = ("edition", "group", "stage", "criterion")


@pytest.fixture
def operator(client, db):
    client.force_login(User.objects.create_superuser(email="s@gowa.example", password="x"))
    return client


@pytest.mark.parametrize("name", SHOWN)
def test_rows_can_be_read_and_not_written(name, operator, edition, draft):
    model = next(m for m in admin.site._registry if m._meta.label == f"competitions.{name.title()}")
    for row in (
        model.objects.order_by("pk").first(),
        model.objects.order_by("pk").last(),
    ):
        page = reverse(f"admin:competitions_{name}_change", args=[row.pk])
        shown = operator.get(page)
        assert shown.status_code == 200
        assert 'name="_save"' not in shown.text
        assert operator.post(page, {"name": "Lain"}).status_code == 403
        remove = reverse(f"admin:competitions_{name}_delete", args=[row.pk])
        assert operator.post(remove, {"post": "yes"}).status_code == 403
    assert operator.get(reverse(f"admin:competitions_{name}_add")).status_code == 403
    before = model.objects.count()
    listing = reverse(f"admin:competitions_{name}_changelist")
    chosen = [row.pk for row in model.objects.all()]
    operator.post(listing, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    assert model.objects.count() == before
    assert Edition.objects.count() == 2
