"""A purpose made for tests: its rules are attributes that a test may change at any moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser

from uploads.models import StoredFile
from uploads.purposes import Limits, NotYours, Purpose, Quota, Refused


@dataclass
class ShoeBox(Purpose):
    """Takes anything that begins with "SHOE"; `owners` may write to the target "box"."""

    name: str = "shoe-box"
    owners: set[int] = field(default_factory=set)
    readers: set[int] = field(default_factory=set)
    closed: str = ""
    max_bytes: int = 64 * 1024 * 1024
    refuse_received: str = ""
    shown_inline: bool = False
    room: int = 0
    got: list[StoredFile] = field(default_factory=list)
    sick: list[StoredFile] = field(default_factory=list)

    def limits(self, target: str) -> Limits:
        return Limits(self.max_bytes, (".bin", ".pdf"), "Kotak sepatu.")

    def check_write(self, user: AbstractBaseUser, target: str, at: datetime) -> None:
        if target != "box" or user.pk not in self.owners:
            raise NotYours
        if self.closed:
            raise Refused(self.closed)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        with path.open("rb") as file:
            if file.read(4) != b"SHOE":
                raise Refused("Ini bukan sepatu.")
        return "application/pdf" if original_name.endswith(".pdf") else "application/octet-stream"

    def received(self, file: StoredFile, user: AbstractBaseUser, target: str, at: datetime) -> None:
        if self.refuse_received:
            raise Refused(self.refuse_received)
        self.got.append(file)

    def quotas(self, target: str) -> tuple[Quota, ...]:
        return (Quota("shelf-1", self.room, "Rak sudah penuh."),) if self.room else ()

    def may_read(self, user: AbstractBaseUser, file: StoredFile, at: datetime) -> bool:
        return user.pk in self.readers

    def infected(self, file: StoredFile, at: datetime) -> None:
        self.sick.append(file)

    def inline(self, file: StoredFile) -> bool:
        return self.shown_inline
