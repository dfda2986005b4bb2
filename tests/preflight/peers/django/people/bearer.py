"""One bearer token, as a middleware."""

from django.contrib.auth import get_user_model


def middleware(get_response):
    def handle(request):
        if request.headers.get("Authorization") == "Bearer token-of-the-peers":
            request.user = get_user_model()(username="peer")
        return get_response(request)

    return handle
