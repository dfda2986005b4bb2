"""Faults of the answer as a whole: who may ask, in which form, how fast and how often."""

from dataclasses import replace

from scimguide.reason_phrases import reason_phrase
from scimguide.reference.faults.exchange import Answer, Asked, Serve, error

_PAGE = b"<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
_LATER = "Too many requests"


async def revoked_token(asked: Asked, serve: Serve) -> Answer:
    """RFC 6750 section 3: the token was valid once."""
    return error(401, "The bearer token was revoked", www_authenticate='Bearer realm="SCIM"')


async def html(asked: Asked, serve: Serve) -> Answer:
    """What a front end answers that does not know the address."""
    return Answer(200, {"content-type": "text/html"}, _PAGE)


async def server_error(asked: Asked, serve: Serve) -> Answer:
    """The service is broken."""
    return error(500, "Something went wrong")


async def closed(asked: Asked, serve: Serve) -> Answer:
    """The connection ends early."""
    return replace(await serve(asked), cut=True)


async def slow(asked: Asked, serve: Serve) -> Answer:
    """Okta's limit: identityProvider.limits.answerTime."""
    late = asked.spec.identity_provider.limits.answer_time.value + 1
    return replace(await serve(asked), late=late)


async def text_errors(asked: Asked, serve: Serve) -> Answer:
    """An error without RFC 7644 section 3.12."""
    answer = await serve(asked)
    if answer.status < 400:
        return answer
    text = f"{reason_phrase(answer.status)}: {answer.json.get('detail', '')}"
    return Answer(answer.status, {"content-type": "text/plain"}, text.encode())


async def not_acceptable(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 3.1 wants the media type accepted."""
    if "application/scim+json" in asked.accept:
        return error(406, "Only application/json is offered")
    return await serve(asked)


async def rate_limit(asked: Asked, serve: Serve) -> Answer:
    """RFC 6585 section 4, with the form of Retry-After that Okta understands."""
    return await _every_other(asked, serve, error(429, _LATER, retry_after="7"))


async def rate_limit_date(asked: Asked, serve: Serve) -> Answer:
    """The form of RFC 9110 section 10.2.3 that Okta does not understand."""
    when = "Thu, 15 Jan 2026 09:00:07 GMT"
    return await _every_other(asked, serve, error(429, _LATER, retry_after=when))


async def rate_limit_bare(asked: Asked, serve: Serve) -> Answer:
    """Without a word about when to come back."""
    return await _every_other(asked, serve, error(429, _LATER))


async def rate_limit_forever(asked: Asked, serve: Serve) -> Answer:
    """However often it is tried."""
    return error(429, _LATER, retry_after="1")


async def _every_other(asked: Asked, serve: Serve, refusal: Answer) -> Answer:
    asked.turns["rate"] += 1
    return refusal if asked.turns["rate"] % 2 else await serve(asked)


async def no_discovery(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 4."""
    if asked.users or asked.groups:
        return await serve(asked)
    return error(404, f"No SCIM endpoint at {asked.path!r}")
