"""Videos: what the header reader lets pass, and what ffmpeg makes of it. No database."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from submissions.media import ebml, ffmpeg, isobmff
from submissions.media.containers import Facts, NotAVideo, read_facts
from submissions.media.ffmpeg import ProcessingFailed, make_playable, make_poster
from uploads.errors import Stopped

PICTURE = ("-f", "lavfi", "-i", "testsrc=size={size}:rate=25:duration={seconds}")
SOUND = ("-f", "lavfi", "-i", "sine=duration={seconds}")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime")


def film(path: Path, *options: str, size: str = "320x240", seconds: int = 2) -> Path:
    """A real video with a tone, made now."""
    inputs = [part.format(size=size, seconds=seconds) for part in (*PICTURE, *SOUND)]
    command = [ffmpeg.find_ffmpeg(), "-y", "-loglevel", "error", *inputs, *options, str(path)]
    subprocess.run(command, check=True, timeout=120)
    return path


@pytest.fixture(scope="module")
def mp4(tmp_path_factory) -> Path:
    return film(tmp_path_factory.mktemp("film") / "a.mp4", *H264, "-c:a", "aac")


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("film") / "large.mp4"
    return film(path, *H264, "-c:a", "aac", size="1920x1080", seconds=1)


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(NotAVideo) as caught:
        read_facts(path)
    return caught.value.sentence


def test_an_mp4_tells_its_facts(mp4):
    facts = read_facts(mp4)
    assert (facts.container, facts.content_type) == ("mp4", "video/mp4")
    assert (facts.width, facts.height) == (320, 240)
    assert (facts.video_codec, facts.audio_codec, facts.profile) == ("h264", "aac", 66)
    assert facts.seconds == pytest.approx(2, abs=0.2)
    assert facts.size == mp4.stat().st_size


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("a.mov", (*H264, "-c:a", "aac"), ("mov", "h264", "aac")),
        ("a.mkv", (*H264, "-c:a", "libmp3lame"), ("mkv", "h264", "mp3")),
        ("a.mp4", (*H264, "-c:a", "libmp3lame"), ("mp4", "h264", "mp3")),
        ("a.mp4", (*H264, "-an"), ("mp4", "h264", "")),
        ("a.webm", VP8, ("webm", "vp8", "opus")),
        (
            "a.webm",
            ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
            ("webm", "vp9", "opus"),
        ),
        (
            "a.mp4",
            ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
            ("mp4", "hevc", "aac"),
        ),
        ("live.webm", (*VP8, "-live", "1"), ("webm", "vp8", "opus")),
    ],
)
def test_what_phones_and_browsers_record(tmp_path, name, options, expected):
    facts = read_facts(film(tmp_path / name, *options))
    assert (facts.container, facts.video_codec, facts.audio_codec) == expected
    assert (facts.width, facts.height) == (320, 240)
    assert facts.seconds == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize("buffered", [8, 13, 64])
def test_where_the_buffer_ends_does_not_matter(tmp_path, buffered):
    path = film(tmp_path / "live.webm", *VP8, "-live", "1")
    with path.open("rb", buffering=buffered) as file:
        facts = ebml.read(file, path.stat().st_size)
    assert facts.seconds == pytest.approx(2, abs=0.3)


def test_an_upright_film_is_upright(mp4, tmp_path):
    turned = tmp_path / "turned.mp4"
    command = [ffmpeg.find_ffmpeg(), "-loglevel", "error", "-display_rotation", "90"]
    subprocess.run([*command, "-i", str(mp4), "-c", "copy", str(turned)], check=True)
    facts = read_facts(turned)
    assert (facts.width, facts.height) == (240, 320)
    made = make_playable(turned, facts, tmp_path)
    assert (made.width, made.height) == (240, 320)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "bukan video"),
        (b"%PDF-1.7", "bukan video"),
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n", "daftar putar"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "daftar putar"),
        (b'<?xml version="1.0"?><MPD/>', "daftar putar"),
        (b"<html><script>", "halaman web"),
        (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0\0\0\x08mdat", "terpotong"),
        (b"\x1a\x45\xdf\xa3", "terpotong"),
        (b"\x1a\x45\xdf\xa3" + b"\xff" * 100, "rusak"),
    ],
)
def test_what_is_no_video_is_told_what_it_is(tmp_path, content, says):
    assert says in refusal(tmp_path / "a.mp4", content)


def test_a_truncated_film_is_refused_wherever_it_is_cut(mp4, tmp_path):
    whole = mp4.read_bytes()
    for share in (0.02, 0.3, 0.6, 0.999):
        assert "terpotong" in refusal(tmp_path / "a.mp4", whole[: int(len(whole) * share)])


@pytest.mark.parametrize("name", ["a.mkv", "a.webm"])
def test_a_truncated_matroska_is_refused(tmp_path, name):
    whole = film(tmp_path / name, *VP8, "-c:a", "libopus").read_bytes()
    assert "terpotong" in refusal(tmp_path / name, whole[: len(whole) // 2])


def test_sound_alone_is_no_video(tmp_path):
    path = film(tmp_path / "a.mp4", "-vn", "-c:a", "aac")
    assert "gambar bergerak" in refusal(path, path.read_bytes())


def test_other_codecs_are_named_as_the_reason(tmp_path):
    path = film(tmp_path / "a.mov", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "aac")
    assert "Jenis gambar" in refusal(path, path.read_bytes())
    path = film(tmp_path / "b.mov", *H264, "-c:a", "pcm_s16le")
    assert "Jenis suara" in refusal(path, path.read_bytes())


@pytest.mark.parametrize(
    ("entry", "replacement"),
    [(b"url \0\0\0\1", b"url \0\0\0\0"), (b"url \0\0\0\1", b"urn \0\0\0\1")],
)
def test_a_film_that_reads_other_files_is_refused(mp4, tmp_path, entry, replacement):
    hostile = mp4.read_bytes().replace(entry, replacement)
    assert "berkas lain" in refusal(tmp_path / "a.mp4", hostile)


def test_an_encrypted_film_is_refused(mp4, tmp_path):
    locked = mp4.read_bytes().replace(b"avc1\0\0\0\0\0\0\0\1", b"encv\0\0\0\0\0\0\0\1")
    assert "terkunci" in refusal(tmp_path / "a.mp4", locked)


def test_huge_pictures_and_endless_films_are_refused(mp4, tmp_path):
    size = struct.pack(">HH", 320, 240)
    huge = mp4.read_bytes().replace(size, struct.pack(">HH", 65_535, 65_535))
    assert "65535 x 65535" in refusal(tmp_path / "a.mp4", huge)
    content = mp4.read_bytes()
    at = content.index(b"mvhd") + 4
    scale_at = at + 12
    endless = content[:scale_at] + struct.pack(">II", 1, 36_000 * 10) + content[scale_at + 8 :]
    assert "durasi" in refusal(tmp_path / "a.mp4", endless)


def test_the_longest_claim_counts(mp4, tmp_path):
    content = mp4.read_bytes()
    scale_at = content.index(b"mdhd") + 16
    path = tmp_path / "a.mp4"
    path.write_bytes(content[:scale_at] + struct.pack(">II", 1, 36_000) + content[scale_at + 8 :])
    assert read_facts(path).seconds == 36_000


def test_bombs_of_boxes_come_to_an_end(tmp_path, monkeypatch):
    ftyp = box(b"ftyp", b"isom\0\0\0\0")
    assert "rusak" in refusal(tmp_path / "a.mp4", ftyp + box(b"free") * 30_000)
    many = box(b"moov", box(b"free") * 6_000)
    assert "rusak" in refusal(tmp_path / "b.mp4", ftyp + many + box(b"mdat"))
    monkeypatch.setattr(isobmff, "MAX_MOOV", 1000)
    large = box(b"moov", bytes(2000))
    assert "rusak" in refusal(tmp_path / "c.mp4", ftyp + large + box(b"mdat"))


@given(data=st.data())
@examples(max_examples=150)
def test_damage_never_ends_in_anything_but_a_sentence(mp4, tmp_path_factory, data):
    content = bytearray(mp4.read_bytes())
    start = content.index(b"moov")
    for _spot in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(start, len(content) - 1))] = data.draw(st.integers(0, 255))
    check_sentence(tmp_path_factory.getbasetemp() / "damaged.mp4", bytes(content))


@given(tail=st.binary(max_size=300), kind=st.sampled_from([b"\x1a\x45\xdf\xa3", b"\0\0\0\x10ftyp"]))
@examples(max_examples=150)
def test_noise_never_ends_in_anything_but_a_sentence(tmp_path_factory, tail, kind):
    check_sentence(tmp_path_factory.getbasetemp() / "noise.mp4", kind + tail)


def check_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        said = "." if read_facts(path).seconds > 0 else ""
    except NotAVideo as error:
        said = error.sentence
    assert said.endswith(".")


def test_a_film_that_fits_is_only_repacked(mp4, tmp_path):
    made = make_playable(mp4, read_facts(mp4), tmp_path)
    assert made.remuxed
    content = made.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_large_film_becomes_720p(large, tmp_path):
    made = make_playable(large, read_facts(large), tmp_path)
    assert (made.width, made.height, made.remuxed) == (1280, 720, False)
    facts = read_facts(made.path)
    assert (facts.video_codec, facts.audio_codec) == ("h264", "aac")
    content = made.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
        ("a.mkv", (*H264, "-c:a", "libmp3lame")),
        ("a.mov", ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")),
        ("silent.mp4", (*H264, "-an")),
    ],
)
def test_every_accepted_kind_becomes_playable_and_has_a_poster(tmp_path, name, options):
    source = film(tmp_path / name, *options)
    facts = read_facts(source)
    made = read_facts(make_playable(source, facts, tmp_path).path)
    assert (made.container, made.video_codec) == ("mp4", "h264")
    assert made.audio_codec == ("aac" if facts.audio_codec else "")
    assert make_poster(source, facts, tmp_path).read_bytes().startswith(b"\xff\xd8\xff")


def test_an_original_is_left_as_it_was(large, tmp_path):
    before = large.read_bytes()
    make_playable(large, read_facts(large), tmp_path)
    make_poster(large, read_facts(large), tmp_path)
    assert large.read_bytes() == before


def test_a_film_of_noise_fails_with_a_sentence(large, tmp_path):
    facts = read_facts(large)
    content = bytearray(large.read_bytes())
    start = content.index(b"mdat") + 4
    end = content.index(b"moov") if content.index(b"moov") > start else len(content)
    content[start:end] = b"\x55" * (end - start)
    hostile = tmp_path / "noise.mp4"
    hostile.write_bytes(content)
    with pytest.raises(ProcessingFailed) as caught:
        make_playable(hostile, facts, tmp_path)
    assert "rusak" in caught.value.sentence
    assert caught.value.detail


def test_work_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    heavy = film(tmp_path / "heavy.mp4", *H264, "-c:a", "aac", size="1920x1080", seconds=6)
    monkeypatch.setattr(ffmpeg, "_threads", lambda: 1)
    monkeypatch.setattr(ffmpeg, "SPARE_SECONDS", -107)  # Of 108: one second of the processor.
    with pytest.raises(ProcessingFailed) as caught:
        make_playable(heavy, read_facts(heavy), tmp_path)
    assert "terlalu berat" in caught.value.sentence


def test_a_machine_too_busy_to_work_does_not_blame_the_film(large, tmp_path, monkeypatch):
    monkeypatch.setattr(ffmpeg, "MAX_SECONDS_TO_WORK", 0.05)
    with pytest.raises(Stopped, match="tidak salah"):
        make_playable(large, read_facts(large), tmp_path)


def test_ffmpeg_reads_nothing_but_the_pinned_container(tmp_path, mp4):
    """Even if the header reader were fooled: a playlist is not followed."""
    canary = tmp_path / "canary.ts"
    canary.write_bytes(mp4.read_bytes())
    playlist = tmp_path / "a.mp4"
    playlist.write_text(f"#EXTM3U\n#EXTINF:2,\n{canary}\n#EXT-X-ENDLIST\n")
    facts = Facts("mp4", 2.0, 320, 240, "h264", "aac", 100)
    with pytest.raises(ProcessingFailed):
        make_playable(playlist, facts, tmp_path)


@pytest.mark.parametrize(
    ("said", "major"),
    [
        ("ffmpeg version n9.0.2-17-g2a571b6068 Copyright", 9),
        ("ffmpeg version 7.1.1-1 Copyright", 7),
        ("ffmpeg version 5.1.9-0+deb12u1", 5),
        ("ffmpeg version N-118000-g1234", 0),
        ("something else", 0),
    ],
)
def test_the_version_of_a_program(tmp_path, said, major):
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    assert ffmpeg.major_version(str(program)) == major
