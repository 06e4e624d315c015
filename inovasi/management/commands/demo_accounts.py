"""Prints the demo's accounts; they sign in with one click on the sign-in page."""

from typing import Any

from django.core.management.base import BaseCommand

from units.views.sign_in import demo_accounts


class Command(BaseCommand):
    help = "Lists the demo accounts by role."

    def handle(self, *args: Any, **options: Any) -> None:
        for group in demo_accounts():
            for account in group["accounts"]:
                self.stdout.write(
                    f"  {group['role']:<16} {account['email']:<34} {account['name']}, "
                    f"{account['role']}"
                )
