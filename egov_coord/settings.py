"""Everything an installation may set comes from the environment; a missing or wrong value stops the start with its name."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What the installation says -------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEMO = env.bool("DEMO", default=False)
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
DATABASES = {"default": {**env.db_url("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
REDIS_URL = env.str("REDIS_URL", default="")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}
IS_LOOPBACK = set(ALLOWED_HOSTS) <= LOOPBACK
if DEMO and not IS_LOOPBACK:
    raise ImproperlyConfigured(
        "DEMO=true signs people in without a password and may only listen on localhost; remove DEMO or set ALLOWED_HOSTS=localhost."
    )

# --- Apps, lowest layer first ---------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "knox",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "history",
    "outbox",
    "accounts",
    "exchange",
    "ministries",
    "strategy",
    "projects",
    "legislation",
    "desk",
    "digests",
    *(["demo"] if DEMO else []),
]

# The page of an objective shows what projects do for it, so it lives above the app of the objective.
ABSOLUTE_URL_OVERRIDES = {"strategy.objective": lambda objective: f"/strategy/objectives/{objective.code}/"}

MIDDLEWARE = [
    "core.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.Headers",
    "core.middleware.Packed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ministries.clock.CountryTime",
    "accounts.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "egov_coord.urls"
WSGI_APPLICATION = "egov_coord.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "egov_coord.navigation.site",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.Renderer"

# --- People and sign-in -----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 - the name of a model
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # django-axes limits sign-in, in the database
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 5 / 60  # hours; nobody can lock a stranger out for good
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "accounts.adapter.typed_email"
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if TRUSTED_PROXIES else ["REMOTE_ADDR"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60

# --- Browser security: one block says what a loopback address may do without ---------------------
IS_HTTPS = SITE_URL.startswith("https://")
if not IS_HTTPS and not IS_LOOPBACK:
    raise ImproperlyConfigured("SITE_URL must start with https:// unless ALLOWED_HOSTS names localhost only.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.errors.csrf_failed"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready|work)$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# W002: core.middleware.Headers sends that header. W021: the preload list is the country's own decision.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]  # a language stands here once its texts are in locale/
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True
# Nobody but a developer's browser reads a source map, and packing these takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Cache, background work: Redis may be emptied or gone at any time ---------------------------
CACHES = {
    "default": (
        {
            "BACKEND": "core.cache.FailOpenRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # nobody waits longer for what may be gone
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# Celery writes a unix socket as redis+socket:// and its database as virtual_host, redis-py as unix:// and db.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=") or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for as long as the broker is away
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = env.str("CELERY_BEAT_FILE", default=str(BASE_DIR / "var" / "celerybeat-schedule"))
CELERY_BEAT_SCHEDULE = {
    # Derived columns of the portfolio age with the day.
    "refresh-portfolio": {"task": "projects.refresh_portfolio", "schedule": crontab(hour="0", minute="20")},
    # Answers to requests that may be sent again are kept for a day.
    "forget-answers": {"task": "accounts.forget_answers", "schedule": crontab(hour="1", minute="40")},
    # Of each record only the newest mark of a change is needed; a second run finds nothing.
    "sweep-marks": {"task": "history.sweep_marks", "schedule": crontab(hour="1", minute="10")},
    # Writes today's digests; a second run finds them written.
    "write-digests": {"task": "digests.write_digests", "schedule": crontab(minute="*/15")},
    # Sends what waits in the outbox and takes back what a dead worker held.
    "send-mail": {"task": "outbox.send_waiting", "schedule": 10.0},
    # Says that clock, broker and worker are there: /health/work and /health/ read when it came through.
    "beat": {"task": "outbox.beat", "schedule": 15.0},
}

# --- Mail ------------------------------------------------------------------------------------------
MAIL = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = MAIL.pop("EMAIL_BACKEND")
vars().update(MAIL)
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "outbox.line.Backend"  # the same, and it knows whether the server can have the mail
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "demo.mailbox.MailboxBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # seconds, for each answer of the mail server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="eGov Coord <egov-coord@localhost>")

# --- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.api.TokenAuthentication", "core.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.MayPermission"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.PerCaller"],
    "NUM_PROXIES": TRUSTED_PROXIES,
    "EXCEPTION_HANDLER": "core.api.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_METADATA_CLASS": None,
}
API_REQUESTS_PER_MINUTE = env.int(
    "API_REQUESTS_PER_MINUTE", default=600
)  # of a key or a person; 0: as many as they like
API_WRONG_KEYS_PER_MINUTE = env.int("API_WRONG_KEYS_PER_MINUTE", default=30)  # from one address
KEPT_ANSWER_MODEL = "accounts.KeptAnswer"
MIGRATION_MODULES = {"knox": None}  # its one table is ours: accounts.ApiToken
REST_KNOX = {"TOKEN_TTL": None, "TOKEN_PREFIX": "egov_", "TOKEN_MODEL": KNOX_TOKEN_MODEL}
SPECTACULAR_SETTINGS = {
    "TITLE": "eGov Coord",
    "DESCRIPTION": (
        "A government's digital projects and who answers for them: institutions, mandates, projects, reports, ratings.\n\n"
        "**What may change.** Within `/api/v1/` members, optional parameters, values of a choice, addresses and answers may be "
        "added at any time: pass over what you do not know. Nothing is taken away, renamed, given another meaning or made "
        "required. What will not be part of the next version answers with `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), at "
        "least 12 months before it ends, and stands as deprecated here and in the changelog.\n\n"
        "**Trials.** Beside every address that writes stands `validate/`: every check is made and nothing is stored. The answer "
        "is the record as it would be, without `version` and, of a new one, without its `id` or `code`; or the refusal that the "
        "request itself would meet."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SORT_OPERATION_PARAMETERS": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "core.api.components.say_once"],
    "ENUM_NAME_OVERRIDES": {
        "InstitutionKind": "ministries.models.Institution.Kind",
        "SuccessionKind": "ministries.models.Succession.Kind",
        "MandateRole": "ministries.models.Mandate.Role",
        "ParticipationRole": "projects.models.Participation.Role",
        "ParticipationAnswer": "projects.models.Participation.Answer",
        "AnswerGiven": ["accepted", "declined"],
        "FunctionState": "ministries.querysets.standing.State",
        "AimState": "strategy.rules.course.State",
        "ForecastExpectedBy": ["actual", "forecast", "baseline", "today", "cancelled", "unknown"],
        "RiskKind": "projects.models.Risk.Kind",
        "FundingSource": "projects.models.Funding.Source",
        "AssessmentSource": "projects.models.Assessment.Source",
        "ProjectStage": "projects.models.Project.Stage",
        "ReportStatus": "projects.models.Report.Status",
        "ActKind": "legislation.models.Act.Kind",
        "ActStatus": "legislation.models.Act.Status",
        "ItemStage": "legislation.models.Stage",
        "ItemExpectedBy": ["actual", "plan", "terms", "today", "dropped"],
        "ConsultationStatus": "legislation.models.Consultation.Status",
    },
}

# --- Tracked history ---------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True

# --- Logs: one JSON object a line, UTC ------------------------------------------------------------------
LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": LOG_LEVEL}
