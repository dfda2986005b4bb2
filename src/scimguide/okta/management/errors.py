"""Errors in the shape that Okta's API gives them (Okta, error codes)."""

import secrets
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse

SUMMARIES = {
    "E0000001": (400, "Api validation failed: {}"),
    "E0000003": (400, "The request body was not well-formed."),
    "E0000007": (404, "Not found: Resource not found: {} ({})"),
    "E0000011": (401, "Invalid token provided"),
    "E0000016": (403, "Activation failed because the user is already active"),
    "E0000022": (405, "The endpoint does not support the provided HTTP method"),
    "E0000031": (400, "Invalid search criteria."),
    "E0000038": (403, "This operation is not allowed in the user's current status."),
}
"""Status and text by code."""


class ApiError(Exception):
    """An error that the client gets."""

    def __init__(self, code: str, *words: str, causes: Sequence[str] = ()) -> None:
        self.code = code
        self.status, text = SUMMARIES[code]
        self.summary = text.format(*words)
        self.causes = causes
        super().__init__(self.summary)


async def error_response(_: Request, error: Exception) -> JSONResponse:
    """The error as a response."""
    assert isinstance(error, ApiError)
    body = {
        "errorCode": error.code,
        "errorSummary": error.summary,
        "errorLink": error.code,
        "errorId": f"oae{secrets.token_hex(8)}",
        "errorCauses": [{"errorSummary": cause} for cause in error.causes],
    }
    return JSONResponse(body, error.status)


def not_found(what: str, kind: str) -> ApiError:
    """There is no such resource."""
    return ApiError("E0000007", what, kind)


def invalid(field: str, *causes: str) -> ApiError:
    """A field of the body cannot be used."""
    return ApiError("E0000001", field, causes=[f"{field}: {cause}" for cause in causes])
