"""Settings. Everything that differs between installations comes from the environment.

`bin/run` and its siblings fill the environment for a machine without services;
docs/configuration.md lists every variable with its default.
"""

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from inovasi.configuration import (
    bucket_origin,
    bucket_storage,
    celery_broker,
    checked,
    env,
    flag,
    required,
    web_address,
)
from inovasi.schedule import BEAT_SCHEDULE, TASK_ROUTES, quiet_hours

BASE_DIR = Path(__file__).resolve().parent.parent

# --- what an installation is ------------------------------------------------------------

DEBUG = checked("DEBUG", False, flag, "write 1 or 0.")
DEMO = checked("DEMO", False, flag, "write 1 or 0; 1 shows the demo accounts to everyone.")
SECURE = checked("SECURE", not (DEBUG or DEMO), flag, "write 1 behind HTTPS, else 0.")
SECRET_KEY = required(
    "SECRET_KEY", "set it to a random text of 50 characters or more, and keep it secret."
)
if not DEBUG and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: set a random text of 50 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set: name the hosts of the portal, such as inovasi.example.go.id."
    )
required(
    "PUBLIC_URL", "set the address that links in letters begin with, such as https://example.go.id."
)
PUBLIC_URL = checked(
    "PUBLIC_URL", None, web_address, "write it with https://, such as https://example.go.id."
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

REGENCY_NAME = env.str("REGENCY_NAME", default="Kabupaten Gowa")
OWNER_NAME = env.str("OWNER_NAME", default="Bagian Organisasi Sekretariat Daerah")
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Makassar")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    raise ImproperlyConfigured(
        "TIME_ZONE is unknown: write Asia/Jakarta, Asia/Makassar or Asia/Jayapura."
    ) from error
USE_TZ = True
LANGUAGE_CODE = "id"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- the house --------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "inovasi",
    "ledger",
    "uploads",
    "notifications",
    "downloads",
    "units",
    "competitions",
    "innovations",
    "submissions",
    "judging",
    "workshops",
    "oioi",
]
AUTH_USER_MODEL = "units.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "inovasi.urls"
WSGI_APPLICATION = "inovasi.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Before static files, which need the same headers as pages.
    "inovasi.middleware.ReferenceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "uploads.middleware.PassMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "inovasi.middleware.IdleMiddleware",
    "inovasi.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before the CSRF check, which reads the body: nobody spools files into a closed door.
    "inovasi.middleware.PolicyMiddleware",
    "inovasi.second_factor.SecondFactorMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inovasi.context.portal",
            ],
            "builtins": ["inovasi.templatetags.portal"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- services ---------------------------------------------------------------------------

required("DATABASE_URL", "write postgres://user:password@host/name, or use bin/run.")
DATABASES = {
    "default": checked("DATABASE_URL", None, env.db, "write postgres://user:password@host/name.")
}
if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://…")
DATABASES["default"] |= {"ENGINE": "inovasi.lib.postgresql", "CONN_MAX_AGE": 60}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# What counts tries and used codes must hold while Redis is away, so it lives in the database.
# The most entries must stay far above what a flood of addresses can make: culling forgets counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

REDIS_URL = required("REDIS_URL", "write redis://host:6379/0, or use bin/run.")

DEADLINES_BY_DATABASE = True
"""Deadlines are measured with the database's clock (`inovasi.lib.clock`)."""

CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A doorbell that is not answered at once is rung again by the sweep.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = TASK_ROUTES
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_TIME_LIMIT = 1560
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

EMAIL_CONFIG = checked(
    "EMAIL_URL", "smtp://localhost:25", env.email_url, "write smtp://user:password@host:587."
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
# Officials who keep the end of the ledger outside the portal, in a letter every evening.
LEDGER_WITNESSES = env.list("LEDGER_WITNESSES", default=[])
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Portal Inovasi <inovasi@localhost>")
# How many days before a date drafts, repairs, score sheets and workshops are called to mind.
REMINDER_DAYS = checked(
    "REMINDER_DAYS", [7, 3, 1], partial(env.list, cast=int), "write days with commas: 7,3,1."
)
# The night in which reminders and digests wait.
QUIET_HOURS = quiet_hours(env.str("QUIET_HOURS", default="20:00-06:00"))
# Where bounces come in that arrive later: maildir:/path or imaps://user:password@host. Empty: none.
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", default="")
# Where the demo's own mail server keeps what it was given; empty: no mail view.
MAILBOX_DIR = env.str("MAILBOX_DIR", default="")

# --- files ------------------------------------------------------------------------------

STORAGE_DIR = Path(env.str("STORAGE_DIR", default=str(BASE_DIR / "var" / "files")))
MEDIA_ROOT = STORAGE_DIR
# Uploads are refused in words while less than this is free, so that the database never starves.
STORAGE_RESERVE_BYTES = checked(
    "STORAGE_RESERVE_BYTES", 512 * 1024 * 1024, env.int, "write a number of bytes."
)
FILE_UPLOAD_HANDLERS = ["uploads.formfiles.BoundedFileHandler"]
# Forms with files (pages without JavaScript); larger files come in resumable pieces.
FORM_FILES_MAX_BYTES = checked(
    "FORM_FILES_MAX_BYTES", 600 * 1024 * 1024, env.int, "write a number of bytes."
)
FILE_UPLOAD_TEMP_DIR = STORAGE_DIR / "incoming"
try:
    FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"STORAGE_DIR cannot be written ({error.strerror}): name a folder that the portal owns."
    ) from error
# How many of the threads of a web process may read uploads at once; fewer than it has.
UPLOADS_AT_ONCE = checked("UPLOADS_AT_ONCE", 12, env.int, "write a number of uploads.")
FILE_UPLOAD_PERMISSIONS = 0o640
# The internal location of nginx that serves STORAGE_DIR; empty: the portal sends files itself.
ACCEL_PREFIX = env.str("ACCEL_PREFIX", default="")
# How much the files of one entry, of one unit and of all together may take; 0: no limit.
QUOTA_ENTRY_BYTES = checked("QUOTA_ENTRY_BYTES", 3 * 1024**3, env.int, "write bytes; 0: no limit.")
QUOTA_UNIT_BYTES = checked("QUOTA_UNIT_BYTES", 20 * 1024**3, env.int, "write bytes; 0: no limit.")
QUOTA_SITE_BYTES = checked("QUOTA_SITE_BYTES", 0, env.int, "write bytes; 0: no limit.")
# The socket of ClamAV (unix:/path or host:port). Empty: files are not scanned, and pages say so.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
# Sites whose videos may be linked instead of uploaded; the portal never opens a link. Empty: none.
VIDEO_LINK_HOSTS = env.list(
    "VIDEO_LINK_HOSTS", default=["www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be"]
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist" / "css"),
    ("tus", BASE_DIR / "node_modules" / "tus-js-client" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "inovasi.statics.PortalStaticStorage"
    },
}
# The bucket that accepted files are moved to, if any.
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT = env.str("S3_ENDPOINT", default="")
S3_REGION = env.str("S3_REGION", default="us-east-1")
S3_ADDRESSING = env.str("S3_ADDRESSING", default="path")
S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
if S3_BUCKET:
    STORAGES["bucket"] = bucket_storage(
        S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ADDRESSING, S3_ACCESS_KEY, S3_SECRET_KEY
    )
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- signing in -------------------------------------------------------------------------

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
# It asks for the address by itself (User.USERNAME_FIELD) and treats a disabled account as unknown.
AUTHENTICATION_BACKENDS = ["units.accounts.backend.AccountBackend"]
SESSION_ENGINE = "units.accounts.session_store"
PASSWORD_MIN_LENGTH = checked("PASSWORD_MIN_LENGTH", 12, env.int, "write a number, 8 or more.")
PASSWORD_RESET_TIMEOUT = 12 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "units.accounts.passwords.GuessablePasswordValidator"},
]
# Panitia, judges and operators of the server must have a second factor.
REQUIRE_MFA = checked("REQUIRE_MFA", not DEMO, flag, "write 1 or 0.")

ACCOUNT_ADAPTER = "units.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code instead of a link: nothing happens when a mail scanner opens what it finds in a letter.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "units.accounts.forms.SignInForm",
    "reset_password": "units.accounts.forms.ResetForm",
    "reset_password_from_key": "units.accounts.forms.ResetFromKeyForm",
    "change_password": "units.accounts.forms.ChangePasswordForm",
    "set_password": "units.accounts.forms.SetPasswordForm",
    "reauthenticate": "units.accounts.forms.ReauthenticateForm",
    "add_email": "units.accounts.forms.NewAddressForm",
    "confirm_email_verification_code": "units.accounts.forms.AddressCodeForm",
}
# Whole offices share one public address, so the limits per address are wide. Nobody can lock
# somebody else out: units/accounts/adapter.py says what "key" counts.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "login_failed_elsewhere": "50/h/key",
    "reset_password": "20/m/ip,3/10m/key",
}
MFA_ADAPTER = "units.accounts.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"Portal Inovasi {REGENCY_NAME}"
MFA_FORMS = {
    "authenticate": "units.accounts.factor_forms.CodeForm",
    "reauthenticate": "units.accounts.factor_forms.ReauthenticateCodeForm",
    "activate_totp": "units.accounts.factor_forms.ActivateAppForm",
    "add_webauthn": "units.accounts.factor_forms.AddKeyForm",
    "edit_webauthn": "units.accounts.factor_forms.EditKeyForm",
    "login_webauthn": "units.accounts.factor_forms.SignInKeyForm",
    "authenticate_webauthn": "units.accounts.factor_forms.KeyForm",
    "reauthenticate_webauthn": "units.accounts.factor_forms.ReauthenticateKeyForm",
}

# --- the browser ------------------------------------------------------------------------

# Counted from signing in, never prolonged: units/accounts/sessions.py.
SESSION_COOKIE_AGE = 12 * 3600
# A session that nobody uses ends earlier; autosave and uploads count as use.
SESSION_IDLE_SECONDS = 60 * checked("SESSION_IDLE_MINUTES", 120, env.int, "write a number.")
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_FAILURE_VIEW = "inovasi.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if checked("BEHIND_PROXY", False, flag, "write 1 or 0."):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The proxy writes the last entry of X-Forwarded-For; what stands before it may be made up.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

if S3_BUCKET:
    _bucket_origin = bucket_origin(S3_BUCKET, S3_ENDPOINT, S3_ADDRESSING)
    CONTENT_SECURITY_POLICY["DIRECTIVES"] |= {
        "img-src": [SELF, "data:", _bucket_origin],
        "media-src": [SELF, _bucket_origin],
    }

# --- logs -------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "inovasi.lib.references.ReferenceFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(reference)s] %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["reference"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
