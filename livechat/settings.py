"""Every setting of livechat, and the only place that reads the environment. README.md lists them."""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import django

from livechat.environment import UNREADABLE_FILE, WRONG_VALUE, Environment
from livechat.secret_key import kept_secret_key
from livechat.static_version import keep_for_ever, static_version

BASE_DIR = Path(__file__).resolve().parent.parent

environment = Environment(os.environ)
LIVECHAT_PROBLEMS = environment.problems
"""What is wrong with the environment; the system checks tell it."""

# State kept between runs

LIVECHAT_STATE_DIR = Path(environment.text("LIVECHAT_STATE_DIR", str(BASE_DIR / ".state"))).resolve()
try:
    LIVECHAT_STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError:
    environment.report(
        UNREADABLE_FILE,
        f"The state directory can't be made: {LIVECHAT_STATE_DIR}.",
        "Set LIVECHAT_STATE_DIR to a directory that this process may write to.",
    )

# Where it is reached

DEBUG = environment.boolean("DEBUG", False)
LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]", ".localhost"}
ALLOWED_HOSTS = environment.list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
LIVECHAT_PUBLIC = not LOOPBACK_HOSTS.issuperset(ALLOWED_HOSTS)
"""Other machines reach this server: its cookies travel over TLS only, its secret key is one that was set."""
LIVECHAT_ALLOWED_ORIGINS = [origin.lower() for origin in environment.list("LIVECHAT_ALLOWED_ORIGINS")]
LIVECHAT_TLS_PROXY = environment.boolean("LIVECHAT_TLS_PROXY", False)
"""A proxy in front speaks TLS and overwrites X-Forwarded-Proto, which is then believed."""

# The model's side

GEMINI_API_KEY = environment.secret("GEMINI_API_KEY")
GOOGLE_CLOUD_PROJECT = environment.secret("GOOGLE_CLOUD_PROJECT")
GOOGLE_CLOUD_LOCATION = environment.secret("GOOGLE_CLOUD_LOCATION")
LIVECHAT_ENDPOINT = environment.choice(
    "LIVECHAT_ENDPOINT",
    "gemini" if GEMINI_API_KEY else "vertex" if GOOGLE_CLOUD_PROJECT else "emulator",
    {"gemini", "vertex", "emulator"},
)
"""Who answers. Unset, it follows from the secrets: key is Gemini, project Vertex AI, neither the emulator."""
LIVECHAT_API_VERSION = environment.text("LIVECHAT_API_VERSION")
"""Of Gemini's API; empty for v1beta, and v1beta1 on Vertex AI."""
LIVECHAT_BASE_URL = environment.text("LIVECHAT_BASE_URL")
"""Another address that speaks Gemini's wire; empty for Google's own."""
LIVECHAT_CA = environment.text("LIVECHAT_CA")
"""The file of the certificate authority to trust there instead of the system's; empty for the system's."""
LIVECHAT_EMULATOR_URL = environment.text("LIVECHAT_EMULATOR_URL")
LIVECHAT_EMULATOR_CA = environment.text("LIVECHAT_EMULATOR_CA")
"""An emulator that already runs, and the file of the certificate authority it is trusted by."""
LIVECHAT_UPSTREAM_PATH = environment.choice("LIVECHAT_UPSTREAM_PATH", "direct", {"direct", "sdk"})
"""Media pass beside the SDK's validation of each message (direct), or through it (sdk)."""
LIVECHAT_SETUP_TIMEOUT_S = environment.seconds("LIVECHAT_SETUP_TIMEOUT_S", 10, low=0.1, high=120)
LIVECHAT_STALLED_AFTER_S = environment.seconds("LIVECHAT_STALLED_AFTER_S", 15, low=0.1, high=600)
"""A model that owes an answer and has been silent for so long is asked again, on a new connection."""

# The assistant

LIVECHAT_MODEL = environment.text("LIVECHAT_MODEL", "gemini-3.8-live")
LIVECHAT_VOICE = environment.text("LIVECHAT_VOICE", "Puck")
LIVECHAT_SYSTEM_INSTRUCTION = environment.text(
    "LIVECHAT_SYSTEM_INSTRUCTION",
    "You are in a spoken conversation. Answer briefly and in plain words, in the language you are spoken to. "
    "You may see pictures from the person's camera or screen: speak of them when asked.",
)
LIVECHAT_SILENCE_MS = environment.integer("LIVECHAT_SILENCE_MS", 500, low=100, high=10_000)
"""So much silence ends what the person says."""

LIVECHAT_TOOLS = environment.list("LIVECHAT_TOOLS")
"""Modules with functions that the model may call, beside those of livechat."""

# People and limits

LIVECHAT_GUESTS = environment.boolean("LIVECHAT_GUESTS", False)
"""Nobody needs to log in, with a real endpoint either. Guests spend the operator's money."""
LIVECHAT_MAX_SESSIONS = environment.integer("LIVECHAT_MAX_SESSIONS", 100, low=1, high=100_000)
"""Conversations at a time, of all workers together."""
LIVECHAT_RESUME_WITHIN_S = environment.seconds("LIVECHAT_RESUME_WITHIN_S", 60, low=0, high=3600)
"""A browser that was cut off can come back to its talk for so long; 0: the talk ends with the socket."""
LIVECHAT_LINGER_S = environment.seconds("LIVECHAT_LINGER_S", 5, low=0, high=600)
"""The connection to the model is kept for so long without a browser."""
LIVECHAT_MAX_COST = environment.decimal("LIVECHAT_MAX_COST", "0", high=1_000_000)
"""Of one talk, in the currency of its model's prices; 0 for no limit, as with the two below."""
LIVECHAT_MAX_MINUTES = environment.decimal("LIVECHAT_MAX_MINUTES", "0", high=100_000)
LIVECHAT_MAX_TURNS = environment.integer("LIVECHAT_MAX_TURNS", 0, low=0, high=1_000_000)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "talk"
LOGOUT_REDIRECT_URL = "talk"

# Secrets and transport

SECRET_KEY = environment.secret("SECRET_KEY")
LIVECHAT_SECRET_KEY_KEPT = not SECRET_KEY
"""No key was given, so one was made and is kept in the state directory."""
if not SECRET_KEY:
    try:
        SECRET_KEY = kept_secret_key(LIVECHAT_STATE_DIR)
    except OSError as problem:
        environment.report(
            UNREADABLE_FILE,
            f"No SECRET_KEY is set, and {LIVECHAT_STATE_DIR} can't keep one ({type(problem).__name__}).",
            "Set SECRET_KEY, or LIVECHAT_STATE_DIR to a directory that this process may write to.",
        )
        SECRET_KEY = os.urandom(48).hex()

_OVER_TLS = (LIVECHAT_PUBLIC or LIVECHAT_TLS_PROXY) and not DEBUG
SESSION_COOKIE_SECURE = _OVER_TLS
CSRF_COOKIE_SECURE = _OVER_TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "chat.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LIVECHAT_TLS_PROXY else None
SECURE_SSL_REDIRECT = LIVECHAT_TLS_PROXY
# An orchestrator asks for the health over plain HTTP, without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
# Not by default for localhost: there it would reach every other program's port, too.
SECURE_HSTS_SECONDS = environment.integer(
    "LIVECHAT_HSTS_S", 31_536_000 if LIVECHAT_PUBLIC and not DEBUG else 0, low=0, high=63_072_000
)
X_FRAME_OPTIONS = "DENY"
# Whether the subdomains, too, speak TLS only is for the owner of the domain to say, at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
DEFAULT_EXCEPTION_REPORTER_FILTER = "livechat.reports.ClosedReporterFilter"

# Database and channel layer

_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
_POSTGRESQL_OPTIONS = {
    # A server that is gone without a word is noticed within seconds, not hours.
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_DEFAULT_DATABASE = f"sqlite:///{LIVECHAT_STATE_DIR / 'db.sqlite3'}"


def _database(url: str) -> Any:
    try:
        database: Any = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        environment.report(
            WRONG_VALUE,
            "DATABASE_URL is no database URL.",
            "Write it as postgres://user:password@host:5432/name, with special characters %-encoded.",
        )
        return _database(_DEFAULT_DATABASE)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = _SQLITE_OPTIONS
    elif database["ENGINE"] == "django.db.backends.postgresql":
        database["OPTIONS"] = _POSTGRESQL_OPTIONS | database.get("OPTIONS", {})
    return database


DATABASES = {"default": _database(environment.secret("DATABASE_URL") or _DEFAULT_DATABASE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.secret("REDIS_URL")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "livechat"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# The application

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "servestatic",
    "chat",
]
MIDDLEWARE = [
    "livechat.headers.security_headers",
    # Before all that hops through a thread, so that a page's files don't wait for a slow query.
    "livechat.compressed.CompressedStaticMiddleware",
    # What a page holds of secrets Django masks anew in each; the length of what is compressed is random.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "livechat.one_thread.in_one_thread",
]
ROOT_URLCONF = "livechat.urls"
ASGI_APPLICATION = "livechat.asgi.application"
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
            ],
        },
    },
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# Static files: one version in front of the whole tree

STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_URL = f"/static/{static_version(STATICFILES_DIRS, django.get_version())}/"
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_USE_STATIC_ROOT = False
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_ALLOW_ALL_ORIGINS = False
if not DEBUG:
    SERVESTATIC_ADD_HEADERS_FUNCTION = keep_for_ever

# Logging: ids, counts and durations

LIVECHAT_LOG_LEVEL = environment.choice(
    "LIVECHAT_LOG_LEVEL", "info", {"debug", "info", "warning", "error"}
).upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "livechat.reports.OneLine"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": LIVECHAT_LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # At DEBUG these write the API key's header, or what was said.
        **{
            name: {"level": "WARNING", "propagate": True}
            for name in ("websockets", "google", "google_genai", "httpx", "httpcore", "httpx2", "httpcore2")
        },
        **{name: {"level": "INFO"} for name in ("asyncio", "daphne", "django.db.backends", "channels_redis")},
        # Each second while Redis is away.
        "channels_redis.pubsub": {"filters": ["one_line"]},
    },
}
