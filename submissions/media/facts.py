"""What the header of a video says, and the sentences for what it must not say. No models."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_SIDE = 4096
MAX_SECONDS = 12 * 3600.0
MAX_FRAMES_A_SECOND = 240
MAX_GROWTH = 100_000
"""How many bytes of decoded pictures one byte of the file may stand for. A lecture whose slides
hardly move comes to some ten thousand."""


class NotAVideo(Exception):
    """The file can't be taken as a video; its text is the sentence that the user reads."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Track:
    """One track: `kind` is "video", "audio" or "other"; sizes in pixels as shown, upright."""

    kind: str
    codec: str = ""
    seconds: float = 0.0
    width: int = 0
    height: int = 0
    profile: int | None = None
    """The H.264 profile number, when the codec is H.264."""
    frames: int = 0
    """How many pictures the header lists; 0 where it lists none."""


@dataclass(frozen=True)
class Facts:
    """A video as its header describes it."""

    container: str
    """"mp4", "mov", "webm" or "mkv"."""
    seconds: float
    width: int
    height: int
    video_codec: str
    audio_codec: str
    """Empty when there is no sound."""
    size: int
    """Bytes of the whole file."""
    profile: int | None = None
    tracks: tuple[Track, ...] = field(default=())

    @property
    def content_type(self) -> str:
        return {
            "mp4": "video/mp4",
            "mov": "video/quicktime",
            "webm": "video/webm",
            "mkv": "video/x-matroska",
        }[self.container]

    @property
    def demuxer(self) -> str:
        """The name of ffmpeg's reader for this container."""
        return "mov" if self.container in {"mp4", "mov"} else "matroska"

    @property
    def bits_per_second(self) -> float:
        return self.size * 8 / self.seconds


VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
AUDIO_CODECS = frozenset({"aac", "mp3", "opus", "vorbis"})


def broken() -> NotAVideo:
    return NotAVideo(
        _("Berkas video ini rusak dan tidak dapat dibaca. Simpan ulang videonya, lalu unggah lagi.")
    )


def truncated() -> NotAVideo:
    return NotAVideo(
        _(
            "Berkas video ini terpotong: sebagian isinya tidak ada. "
            "Salin ulang dari ponsel atau kamera, lalu unggah lagi."
        )
    )


def without_pictures() -> NotAVideo:
    return NotAVideo(
        _("Video ini tidak memuat satu gambar pun. Rekam atau simpan ulang, lalu unggah lagi.")
    )


def facts_from(container: str, tracks: list[Track], seconds: float, size: int) -> Facts:
    """The facts, if a portal can take a video like this; raises `NotAVideo` when not."""
    video = next((track for track in tracks if track.kind == "video"), None)
    audio = next((track for track in tracks if track.kind == "audio"), None)
    if video is None:
        raise NotAVideo(_("Berkas ini tidak berisi gambar bergerak. Pilih berkas video."))
    _check_codecs(video, audio)
    _check_size(video)
    # The longest claim counts: a header must not hide hours behind a short track.
    longest = max([seconds, *(track.seconds for track in tracks)])
    if not longest > 0:
        raise NotAVideo(_("Video ini tidak berdurasi. Rekam atau simpan ulang videonya."))
    if longest > MAX_SECONDS:
        raise NotAVideo(_("Berkas video ini menyebut durasi yang tidak wajar. Simpan ulang."))
    _check_growth(video, longest, size)
    return Facts(
        container=container,
        seconds=longest,
        width=video.width,
        height=video.height,
        video_codec=video.codec,
        audio_codec=audio.codec if audio else "",
        size=size,
        profile=video.profile,
        tracks=tuple(tracks),
    )


def _check_growth(video: Track, seconds: float, size: int) -> None:
    """A small file must not keep the decoder busy for ever."""
    frames = video.frames or seconds * 25
    decoded = video.width * video.height * 1.5 * frames
    if frames > MAX_FRAMES_A_SECOND * (seconds + 1) or decoded > MAX_GROWTH * size:
        raise NotAVideo(
            _(
                "Gambar di video ini jauh lebih banyak daripada yang wajar untuk ukuran berkasnya, "
                "sehingga tidak dapat diolah. Rekam atau simpan ulang sebagai MP4 biasa."
            )
        )


def _check_codecs(video: Track, audio: Track | None) -> None:
    if video.codec not in VIDEO_CODECS:
        raise NotAVideo(
            _(
                "Jenis gambar di video ini tidak dikenal. "
                "Simpan ulang sebagai MP4 (H.264), lalu unggah lagi."
            )
        )
    if audio and audio.codec not in AUDIO_CODECS:
        raise NotAVideo(
            _(
                "Jenis suara di video ini tidak dikenal. "
                "Simpan ulang sebagai MP4 dengan suara AAC, lalu unggah lagi."
            )
        )


def _check_size(video: Track) -> None:
    if min(video.width, video.height) < 16 or max(video.width, video.height) > MAX_SIDE:
        raise NotAVideo(
            _(
                "Ukuran gambar video ini %(width)d x %(height)d titik dan tidak dapat diolah. "
                "Simpan ulang paling besar %(limit)d titik per sisi."
            )
            % {"width": video.width, "height": video.height, "limit": MAX_SIDE}
        )
