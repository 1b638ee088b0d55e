"""A Django site in one file, which answers only to the host names in ALLOWED_HOSTS."""

import os
import re
import socket

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path


def health(request):
    return HttpResponse("ok\n", content_type="text/plain")


def health_by_address(get_response):
    """Responds to checks that cannot send a host name, those of Amazon ECS and of Marathon, before Django looks for one."""

    def respond(request):
        is_address = re.fullmatch(r"[\d.]+(:\d+)?", request.META.get("HTTP_HOST", ""))
        return health(request) if is_address and request.path == "/health" else get_response(request)

    return respond


def index(request):
    return HttpResponse(f"Hello from {socket.gethostname()}\n", content_type="text/plain")


urlpatterns = [path("", index), path("health", health)]

settings.configure(
    ALLOWED_HOSTS=os.environ["ALLOWED_HOSTS"].split(","),
    MIDDLEWARE=[f"{__name__}.health_by_address", "django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ.get("SECRET_KEY", "signs nothing in this site"),
)
application = get_wsgi_application()
