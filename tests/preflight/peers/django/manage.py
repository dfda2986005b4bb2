"""A Django project with django-scim2 and nothing else."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    SECRET_KEY="x",
    ROOT_URLCONF="urls",
    ALLOWED_HOSTS=["*"],
    DEBUG=False,
    AUTH_USER_MODEL="people.Person",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "people", "django_scim"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite"}},
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "people.bearer.middleware",
        "django_scim.middleware.SCIMAuthCheckMiddleware",
    ],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    SCIM_SERVICE_PROVIDER={
        "NETLOC": "localhost",
        "AUTHENTICATION_SCHEMES": [{"type": "oauthbearertoken", "name": "b", "description": "b"}],
        "GROUP_MODEL": "people.models.Team",
    },
)

execute_from_command_line(sys.argv)
