"""All settings, from the environment; a secret NAME may also stand in a file that NAME_FILE points at.

docs/settings.md lists every name. There is one fork only, TASKFORCE_MODE: production (default), demo, test.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

MODE = env.str("TASKFORCE_MODE", default="production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("TASKFORCE_MODE is production, demo or test.")
IS_PRODUCTION = MODE == "production"
IS_DEMO = MODE == "demo"
DEBUG = False

# Only the test mode has keys of its own: it holds made-up data for as long as a test runs.
TEST_KEY = "a-made-up-key-for-tests-and-tools-and-for-nothing-else"
OWN_KEY = {"default": TEST_KEY} if MODE == "test" else {}
SECRET_KEY = env.str("TASKFORCE_SECRET_KEY", **OWN_KEY).strip()
VAULT_KEY = env.str("TASKFORCE_VAULT_KEY", **OWN_KEY).strip()
VAULT_KEY_BEFORE = env.str("TASKFORCE_VAULT_KEY_BEFORE", default="").strip()
AUDIT_KEY = env.str("TASKFORCE_AUDIT_KEY", **OWN_KEY).strip()
AUDIT_MAIL = env.str("TASKFORCE_AUDIT_MAIL", default="")
STATE_DIR = Path(env.str("TASKFORCE_STATE_DIR", default=str(BASE_DIR / ".taskforce")))
PUBLIC_URL = env.str("TASKFORCE_PUBLIC_URL", default="https://taskforce.example")
ALLOWED_HOSTS = env.list("TASKFORCE_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("TASKFORCE_TRUSTED_ORIGINS", default=[])
JURISDICTION_PACK = env.str("TASKFORCE_JURISDICTION_PACK", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "taskforce.apps.TaskforceConfig",
    "taskforce.accounts",
    "taskforce.jurisdiction",
    "taskforce.audit",
    "taskforce.vault",
    "taskforce.access",
    "taskforce.walls",
    "taskforce.notices",
    "taskforce.clocks",
    "taskforce.kit",
    "intelligence",
    "cases",
    "victims",
    "shelters",
    "taskforce.door",
    "taskforce.desk",
    "taskforce.glass",
    "taskforce.oversight",
    "taskforce.local",
]

MIDDLEWARE = [
    "taskforce.logs.middleware.RequestLines",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "taskforce.kit.browser.BrowserWalls",
    "taskforce.kit.receiving.ShortBodies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "taskforce.kit.browser.FormsOfOurOwn",
    "django.middleware.csrf.CsrfViewMiddleware",
    "taskforce.audit.sign_in.SignInMark",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "taskforce.kit.middleware.SignedInOnly",
    "taskforce.door.middleware.DoorKeeper",
    "taskforce.kit.middleware.RefusalAnswers",
    "axes.middleware.AxesMiddleware",
    "taskforce.kit.middleware.ActsForItsUser",
]

ROOT_URLCONF = "taskforce.urls"
WSGI_APPLICATION = "taskforce.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "taskforce.desk.context.shell",
            ],
            "builtins": ["taskforce.kit.templatetags.harbour", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "taskforce.kit.renderer.HarbourRenderer"

DATABASES = {"default": env.db_url("TASKFORCE_DATABASE_URL", default="postgres:///taskforce")}
# Web and worker sign in as a role that `manage.py web_role` made. Tests sign in as the owner and take the roles on.
OWNER_TAKES_ROLES = env.bool("TASKFORCE_OWNER_TAKES_ROLES", default=False)
DATABASES["default"] |= {
    "ENGINE": "taskforce.walls.backend",
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("TASKFORCE_CACHE_URL", default="redis://127.0.0.1:6379/1"),
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody holds a grant without having signed in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proves the address
ACCOUNT_ADAPTER = "taskforce.door.adapter.InvitationOnly"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds a proof counts; the jurisdiction pack says how many minutes (5.7)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}  # by account axes counts, and an administrator releases
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Taskforce"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = None  # an administrator releases the account (CJIS AC-7)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "taskforce.door.adapter.account_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_LIMIT = timedelta(minutes=min(30, env.int("TASKFORCE_IDLE_MINUTES", default=30)))
SESSION_IDLE_LIMIT_IN_CARE = timedelta(minutes=env.int("TASKFORCE_CARE_IDLE_MINUTES", default=10))
SESSION_ABSOLUTE_LIMIT = timedelta(hours=12)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Browsers take a cookie of such a name only over TLS, from this very host, for all of it: no neighbour can plant one.
HOST = "__Host-" if IS_PRODUCTION else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST}session", f"{HOST}csrf"
LANGUAGE_COOKIE_NAME, MESSAGE_COOKIE_NAME = f"{HOST}language", f"{HOST}messages"
MESSAGE_STORAGE = "taskforce.kit.messages.HostCookie"
CSRF_FAILURE_VIEW = "taskforce.kit.errors.csrf_failure"

SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "no-referrer"  # our own forms pass the origin check all the same: kit.browser.FormsOfOurOwn
SECURE_REDIRECT_EXEMPT = [r"^live/$", r"^ready/$"]
if env.bool("TASKFORCE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "worker-src": ["'none'"],
        "upgrade-insecure-requests": IS_PRODUCTION,
    }
}
# No page needs a sensor, a device or a neighbour's screen. A passkey is asked for by our own pages alone.
NOT_NEEDED = (
    "accelerometer autoplay browsing-topics camera clipboard-read display-capture encrypted-media fullscreen"
    " geolocation gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture"
    " screen-wake-lock serial storage-access usb window-management xr-spatial-tracking"
)
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in NOT_NEEDED.split()} | {
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "taskforce" / "locale"]
USE_TZ = True
TIME_ZONE = env.str("TASKFORCE_TIME_ZONE", default="UTC")

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("TASKFORCE_STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
# Tests serve the files where they lie; everything else serves what collectstatic hashed.
# Outside production files are served from where they lie: hashing and compressing them would cost the demo its start.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# What people send in: sealed streams under names that say nothing. No address leads there, and no static file is near.
FILES_ROOT = Path(env.str("TASKFORCE_FILES_ROOT", default=str(STATE_DIR / "files")))
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
# A file is read by a page that asks for one, to its limit and no further; anything else sent is at most this long.
FILE_UPLOAD_HANDLERS = ["taskforce.kit.receiving.Receiver"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

EMAIL_CONFIG = env.email_url("TASKFORCE_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("TASKFORCE_MAIL_FROM", default="taskforce@taskforce.example")

CELERY_BROKER_URL = env.str("TASKFORCE_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
SWEEP_EVERY = timedelta(seconds=env.int("TASKFORCE_SWEEP_SECONDS", default=30))
CELERY_BEAT_SCHEDULE = {
    "sweep the clocks": {"task": "taskforce.clocks.tasks.sweep_clocks", "schedule": SWEEP_EVERY},
    "suspend fallen plans": {"task": "cases.tasks.suspend_fallen_plans", "schedule": SWEEP_EVERY},
    # A message that found no worker for five seconds is stale: the next one seals the same rows.
    "seal the record": {"task": "taskforce.audit.tasks.seal_audit", "schedule": 5.0, "options": {"expires": 5.0}},
    "work on imports": {
        "task": "intelligence.tasks.work_on_imports",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "forget old imports": {"task": "intelligence.tasks.forget_old_imports", "schedule": timedelta(hours=1)},
    "deposit anchors": {"task": "taskforce.audit.tasks.deposit_audit_anchors", "schedule": timedelta(minutes=15)},
    "end releases that ran out": {"task": "victims.tasks.expire_releases", "schedule": SWEEP_EVERY},
    "delete what is kept no longer": {"task": "intelligence.tasks.purge_due_entities", "schedule": timedelta(hours=1)},
    "open reviews of reports": {"task": "intelligence.tasks.open_report_reviews", "schedule": SWEEP_EVERY},
    "purge reports": {"task": "intelligence.tasks.purge_due_reports", "schedule": SWEEP_EVERY},
    "purge tips": {"task": "intelligence.tasks.purge_tips", "schedule": SWEEP_EVERY},
    "open reviews": {"task": "taskforce.oversight.tasks.open_reviews", "schedule": timedelta(minutes=15)},
    "delete expired grants": {"task": "taskforce.vault.tasks.delete_expired_grants", "schedule": SWEEP_EVERY},
    "end overdue exchanges": {"task": "intelligence.tasks.end_overdue_exchanges", "schedule": timedelta(hours=1)},
    "look again": {"task": "intelligence.tasks.look_again", "schedule": timedelta(minutes=1)},
    "forget searches": {"task": "intelligence.tasks.forget_passing_searches", "schedule": timedelta(minutes=15)},
    "send waiting mail": {"task": "taskforce.notices.tasks.send_waiting_mail", "schedule": SWEEP_EVERY},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "taskforce.kit.api.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Taskforce",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Fields of one name with lists of their own, called in the document after what they belong to.
    "ENUM_NAME_OVERRIDES": {
        "SourceTypeEnum": "intelligence.models.IntelligenceReport.SourceType",
        "CheckKindEnum": "intelligence.models.DeconflictionCheck.Kind",
        "DerivationKindEnum": "intelligence.models.ReportDerivation.Kind",
        "EntityKindEnum": "intelligence.models.Entity.Kind",
        "ExhibitKindEnum": "intelligence.models.EvidenceItem.Kind",
        "ImportStateEnum": "intelligence.models.ReportImport.State",
        "HazardKindEnum": "intelligence.models.Hazard.Kind",
        "MarkKindEnum": "intelligence.models.SketchMark.Kind",
        "HitKindEnum": ["report", "target", "thing", "tip"],
        "RoomKindEnum": "intelligence.models.Room.Kind",
        "AttemptResultEnum": "intelligence.models.VerificationAttempt.Result",
        "CheckResultEnum": "intelligence.models.DeconflictionCheck.Result",
        "DisclosureDecisionEnum": "intelligence.models.DisclosureReview.Decision",
    },
}

# One handler, one line of JSON for each event, built from a list of what may be said (taskforce.logs.redaction).
LOGGING_CONFIG = "taskforce.logs.setup.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "taskforce.logs.setup.lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.str("TASKFORCE_LOG_LEVEL", default="WARNING")},
    # Django's own handlers would mail whole requests, and print them.
    "loggers": {name: {"handlers": [], "level": "NOTSET", "propagate": True} for name in ("django", "django.server")},
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # rows come from policies, guardian only stores explicit grants
