"""Requests and responses as an HTTP Archive (HAR 1.2), without the token."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scimguide import __version__
from scimguide.okta.exchange import Exchange
from scimguide.okta.result import ActionResult


def har(reports: Iterable[tuple[str, ActionResult]]) -> dict[str, Any]:
    """The archive of some actions, each with the base URL of its service, as comments."""
    entries = [_entry(url, sent, report) for url, report in reports for sent in report.requests]
    creator = {"name": "scimguide", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(base_url: str, sent: Exchange, report: ActionResult) -> dict[str, Any]:
    parts = urlsplit(base_url)
    request: dict[str, Any] = {
        "method": sent.method,
        "url": f"{parts.scheme}://{parts.netloc}{sent.target}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs({**sent.request_headers, "Authorization": "Bearer …"}),
        "queryString": _pairs(dict(parse_qsl(urlsplit(sent.target).query))),
        "headersSize": -1,
        "bodySize": len(sent.request_body),
    }
    if sent.request_body:
        text = sent.request_body.decode("utf-8", "replace")
        mime = sent.request_headers.get("Content-Type", "")
        request["postData"] = {"mimeType": mime, "text": text}
    return {
        "startedDateTime": sent.begun,
        "time": sent.milliseconds,
        "request": request,
        "response": {
            "status": sent.status,
            "statusText": sent.reason,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(sent.headers),
            "content": {
                "size": len(sent.body),
                "mimeType": sent.headers.get("content-type", ""),
                "text": sent.body.decode("utf-8", "replace"),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(sent.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": sent.milliseconds, "receive": 0},
        "comment": report.action,
    }


def _pairs(items: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in items.items()]
