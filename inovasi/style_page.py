"""Every part of the design system in every state, with data made up for the page."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

AT = datetime(2026, 3, 3, 14, 3, tzinfo=ZoneInfo("Asia/Makassar"))
ICONS = (
    "check warning error info todo clock calendar menu user users building file video upload "
    "download mail edit plus arrow lock scale medal idea print search trash"
)
SUMMARY = (
    "Ibu hamil di tiga desa pegunungan menempuh dua jam ke puskesmas. Dengan Perahu Sehat, bidan "
    "datang ke desa setiap Selasa dan mencatat kunjungan di kartu bersama."
)
REASON = "Surat pernyataan belum bertanda tangan. Perbaiki paling lambat Jumat, 6 Maret 2026."
UNIT_ACCOUNTS = [
    (1, "Nurhayati", "Operator · UPT Puskesmas Bontonompo I", "operator@puskesmas.contoh.id"),
    (2, "Daeng Rannu", "Kepala unit · Desa Bontoramba", "kepala@desa.contoh.id"),
]
COMMITTEE_ACCOUNTS = [
    (3, "Andi Rahman", "Panitia · Bagian Organisasi", "panitia@contoh.id"),
]


class SampleForm(forms.Form):
    title = forms.CharField(label="Judul inovasi", help_text="Nama yang dikenal warga.")
    email = forms.EmailField(label="Alamat surel penanggung jawab")
    level = forms.ChoiceField(
        label="Tahapan",
        choices=[("a", "Inisiatif"), ("b", "Uji coba"), ("c", "Penerapan")],
        widget=forms.RadioSelect,
    )
    group = forms.ChoiceField(label="Kelompok", choices=[("", "Pilih satu"), ("u", "Umum")])
    document = forms.FileField(label="Surat pernyataan (PDF)", help_text="Paling besar 2 MB.")
    true = forms.BooleanField(label="Data di atas benar.")


class SampleText(forms.Form):
    summary = forms.CharField(
        label="Ringkasan",
        help_text="Rangkum seluruh proposal.",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )


def style_page(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"title": "", "email": "bukan surel", "group": ""}, prefix="salah")
    long_text = SampleText({"long-summary": SUMMARY * 3}, prefix="long")
    long_text.add_error("summary", "Ringkasan terlalu panjang. Kurangi sampai 40 kata.")
    return render(
        request,
        "style.html",
        {
            "at": AT,
            "soon": timezone.now() + timedelta(days=3, hours=4, minutes=5),
            "minute": timezone.now() + timedelta(seconds=100),
            "icons": ICONS.split(),
            "form": SampleForm(prefix="baru"),
            "wrong": wrong,
            "text": SampleText({"text-summary": SUMMARY}, prefix="text"),
            "long_text": long_text,
            "summary": SUMMARY,
            "sample_messages": _messages(),
            "sizes": [512, 34_816, 3_565_158, 398_458_880],
            "page": Paginator(range(90), 10).page(2),
            **_lists(),
            **_tables(),
        },
    )


def _rows(names: str, *rows: tuple) -> list[dict[str, Any]]:
    return [dict(zip(names.split(), row, strict=False)) for row in rows]


def _messages() -> list[Message]:
    return [
        Message(messages.SUCCESS, "Tersimpan Selasa, 3 Maret 2026 pukul 14.03 WITA."),
        Message(messages.INFO, "Panitia memundurkan batas waktu tiga hari."),
        Message(messages.WARNING, "Video masih diproses. Proposal sudah boleh diajukan."),
        Message(messages.ERROR, "Berkas ini bukan PDF. Pilih berkas PDF, lalu kirim lagi."),
    ]


def _lists() -> dict[str, list[dict[str, Any]]]:
    return {
        "crumbs": _rows("label url", ("Usulan", "#"), ("Perahu Sehat", "#"), ("Ringkasan",)),
        "phases": _rows(
            "name state starts_at ends_at",
            ("Sosialisasi dan Bimtek", "past", AT - timedelta(40), AT - timedelta(20)),
            ("Penulisan proposal", "now", AT - timedelta(15), AT + timedelta(15)),
            ("Penilaian proposal", "next", AT + timedelta(20), AT + timedelta(40)),
            ("Pengumuman", "next", AT + timedelta(50)),
        ),
        "tasks": _rows(
            "label state note url",
            ("Ringkasan", "done", "187 dari 200 kata", "#"),
            ("Latar Belakang dan Tujuan", "warn", "12 kata terlalu banyak", "#"),
            ("Video", "needed", "Paling lama 5 menit", "#"),
            ("Umur inovasi sedikitnya satu tahun", "done"),
        ),
        "facts": _rows(
            "term value url",
            ("Unit", "UPT Puskesmas Bontonompo I", "#"),
            ("Tahapan", "Penerapan"),
            ("Mulai diterapkan", "Senin, 6 Januari 2025"),
            ("Replikasi", ""),
        ),
        "events": _rows(
            "label actor time tone note",
            ("Lolos administrasi", "Panitia", AT, "success"),
            ("Dikembalikan", "Panitia", AT - timedelta(2), "warning", REASON),
            ("Diajukan", "Nurhayati", AT - timedelta(4)),
        ),
        "account_groups": [
            {"role": "Unit", "accounts": _rows("pk name role email", *UNIT_ACCOUNTS)},
            {"role": "Panitia", "accounts": _rows("pk name role email", *COMMITTEE_ACCOUNTS)},
        ],
    }


def _tables() -> dict[str, list[Any]]:
    return {
        "columns": ["Bobot", "Juri 1", "Juri 2", "Juri 3"],
        "scores": _rows(
            "label cells total",
            ("Kebaruan/Nilai Tambah", ["15 %", 80, Decimal("86.5"), None], Decimal("12.45")),
            ("Signifikansi", ["30 %", 88, 84, None], Decimal("25.8")),
        ),
        "results": _rows(
            "rank title unit score award url",
            (
                1,
                "Perahu Sehat untuk Ibu Hamil",
                "UPT Puskesmas Bontonompo I",
                91.25,
                "Juara 1",
                "#",
            ),
            (2, "Kartu Tani Digital Desa", "Desa Bontoramba", 89.5, "Juara 2"),
            (3, "Sekolah Tanpa Antre", "SMP Negeri 1 Sungguminasa", 88.1, "Juara 3"),
            (4, "Arsip Cepat", "Dinas Kearsipan", 80),
        ),
        "bars": _rows(
            "label value most text",
            ("Puskesmas", 22, 26, "22 dari 26"),
            ("Dinas dan badan", 5, 6, "5 dari 6"),
            ("Desa", 0, 4, "0 dari 4"),
        ),
    }
