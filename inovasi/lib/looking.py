"""Django admin for looking only: deeds write these rows, with history and letters."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookOnly(admin.options.BaseModelAdmin):
    """Mixed into an admin or an inline: everything can be seen and searched, nothing changed."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False
