"""Faults of the response as a whole: who may send requests, in which form, how often."""

from dataclasses import replace

from scimguide.reason_phrases import reason_phrase
from scimguide.reference.faults.exchange import Request, Response, Serve, error

LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

_PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
_BLOCKED = b"<!doctype html><html><head><title>Blocked</title></head><body>Blocked</body></html>"
_LATER = "Too many requests"


async def revoked_token(request: Request, serve: Serve) -> Response:
    """RFC 6750 section 3: the token was valid once."""
    return error(401, "The bearer token was revoked", www_authenticate='Bearer realm="SCIM"')


async def any_token(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 2 wants the client authenticated."""
    response = await serve(request)
    if response.status != 401:
        return response
    numbers = {"totalResults": 0, "startIndex": 1, "itemsPerPage": 0}
    found = {"schemas": [LIST_RESPONSE], **numbers, "Resources": []}
    return Response(200, {"content-type": "application/scim+json"}, b"").with_body(found)


async def html(request: Request, serve: Serve) -> Response:
    """What a front end returns that does not know the path."""
    return Response(200, {"content-type": "text/html"}, _PAGE)


async def firewall(request: Request, serve: Serve) -> Response:
    """What stands in front of the service does not let the client in (Snowflake, documentation)."""
    return Response(403, {"content-type": "text/html"}, _BLOCKED)


async def server_error(request: Request, serve: Serve) -> Response:
    """The service is broken."""
    return error(500, "Something went wrong")


async def closed(request: Request, serve: Serve) -> Response:
    """The connection ends early."""
    return replace(await serve(request), cut=True)


async def slow(request: Request, serve: Serve) -> Response:
    """Okta's limit: identityProvider.limits.answerTime."""
    late = request.spec.identity_provider.limits.answer_time.value + 1
    return replace(await serve(request), late=late)


async def slow_start(request: Request, serve: Serve) -> Response:
    """As when a service wakes up; in time, and far too late for a whole organization."""
    request.turns["start"] += 1
    late = request.spec.identity_provider.limits.answer_time.value / 2
    response = await serve(request)
    return replace(response, late=late) if request.turns["start"] == 1 else response


async def text_errors(request: Request, serve: Serve) -> Response:
    """An error without RFC 7644 section 3.12."""
    response = await serve(request)
    if response.status < 400:
        return response
    text = f"{reason_phrase(response.status)}: {response.json.get('detail', '')}"
    return Response(response.status, {"content-type": "text/plain"}, text.encode())


async def not_acceptable(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.1 wants the media type accepted."""
    if "application/scim+json" in request.accept:
        return error(406, "Only application/json is offered")
    return await serve(request)


async def rate_limit(request: Request, serve: Serve) -> Response:
    """RFC 6585 section 4, with the form of Retry-After that Okta understands."""
    return await _every_other(request, serve, error(429, _LATER, retry_after="7"))


async def rate_limit_date(request: Request, serve: Serve) -> Response:
    """The form of RFC 9110 section 10.2.3 that Okta does not understand."""
    when = "Thu, 15 Jan 2026 09:00:07 GMT"
    return await _every_other(request, serve, error(429, _LATER, retry_after=when))


async def rate_limit_bare(request: Request, serve: Serve) -> Response:
    """Without saying when to come back."""
    return await _every_other(request, serve, error(429, _LATER))


async def rate_limit_forever(request: Request, serve: Serve) -> Response:
    """However often it is tried."""
    return error(429, _LATER, retry_after="1")


async def _every_other(request: Request, serve: Serve, refusal: Response) -> Response:
    request.turns["rate"] += 1
    return refusal if request.turns["rate"] % 2 else await serve(request)


async def no_discovery(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 4."""
    if request.users or request.groups:
        return await serve(request)
    return error(404, f"No SCIM endpoint at {request.path!r}")
