"""A Django site in one file, which answers only to the host names in ALLOWED_HOSTS."""

import os
import socket

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path


def health(get_response):
    """Responds to checks before Django looks at the Host header: some load balancers send the instance's address there."""

    def respond(request):
        return HttpResponse("ok\n") if request.path == "/health" else get_response(request)

    return respond


def index(request):
    return HttpResponse(f"Hello from {socket.gethostname()}\n", content_type="text/plain")


urlpatterns = [path("", index)]

settings.configure(
    ALLOWED_HOSTS=os.environ["ALLOWED_HOSTS"].split(","),
    MIDDLEWARE=[f"{__name__}.health", "django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ.get("SECRET_KEY", "signs nothing in this site"),
)
application = get_wsgi_application()
