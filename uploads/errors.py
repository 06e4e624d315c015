"""What can go wrong with an upload. Each error carries the sentence that the user reads."""


class UploadError(Exception):
    """An upload that cannot go on; `sentence` says what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(UploadError):
    """A purpose says no: the right or the phase (`check_write`), or the file itself (`admit`)."""


class NotYours(Exception):
    """There is nothing here for this user; looks the same as if it did not exist."""


class SignedOut(UploadError):
    """The session has ended, or the account was closed."""


class Forbidden(UploadError):
    """The user may not, or no longer, write to this target."""


class NotAdmitted(UploadError):
    """The file is not what it should be."""


class TooLarge(UploadError):
    """More bytes than the limit, or than were announced."""


class OverQuota(TooLarge):
    """The entry or unit has used up the space that it is given."""


class WrongOffset(UploadError):
    """The bytes do not continue where the server's copy ends."""


class Busy(UploadError):
    """Somebody else is writing this upload at this moment."""


class BadChecksum(UploadError):
    """The bytes changed on their way; none of them were kept."""


class Stopped(UploadError):
    """The check of a file was ended from outside, such as for memory; the file is not to blame."""


class Gone(UploadError):
    """The upload has expired or was cancelled."""


class Crowded(UploadError):
    """Too many bodies are being read at this moment; the same request may be sent again soon."""


class NoSpace(UploadError):
    """The disk is too full to take more."""


class AlreadyDone(UploadError):
    """The file was accepted before; an accepted file is not taken away."""


class BucketAway(UploadError):
    """The bytes lie in a bucket that cannot be reached now; they are not lost."""
