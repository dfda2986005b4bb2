"""The requests of operations, as they are resolved for every renderer."""

import json

import pytest

from scimguide.generate.curl import curl
from scimguide.mapping import Spec
from scimguide.mapping.requests import concrete_request


def test_ids_stay_open_until_they_are_known(spec: Spec) -> None:
    """Path and body have the variables first, and the captured ids then."""
    operation = next(
        each
        for each in spec.operations
        if "{" in each.path and each.send and "_ID}" in each.send.model_dump_json()
    )
    request = concrete_request(spec, operation)
    assert "_ID}" in request.path
    assert "_ID}" in request.body_text
    sent = request.with_ids(dict.fromkeys(operation.uses, "2819c223"))
    assert "2819c223" in sent.path
    assert "{" not in sent.path
    assert "_ID}" not in sent.body_text
    assert json.loads(sent.content) == sent.json


def test_a_shell_takes_nothing_out_of_a_body(spec: Spec) -> None:
    """What is special in a here-document with a variable arrives as it is."""
    operation = spec.operation("add-member")
    change = operation.send.patch[0].model_copy(
        update={"value": [{"value": "{USER_ID}", "display": r"$a`b\c"}]}
    )
    send = operation.send.model_copy(update={"patch": [change]})
    text = curl(concrete_request(spec, operation.model_copy(update={"send": send})))
    assert r'"\$a\`b\\\\c"' in text
    assert '"${USER_ID:?}"' in text


def test_an_id_that_nobody_captured_is_an_error(spec: Spec) -> None:
    """No request is sent with a placeholder in it."""
    operation = next(each for each in spec.operations if "{" in each.path)
    with pytest.raises(KeyError):
        concrete_request(spec, operation).with_ids({})


def test_a_body_too_large_is_one_byte_too_large(spec: Spec) -> None:
    """The limit of the service is the only place of the number."""
    operation = next(each for each in spec.operations if each.send and each.send.oversize)
    request = concrete_request(spec, operation)
    assert len(request.content) == spec.service.limits.body_size.value + 1
    assert request.has_body


def test_only_the_well_known_address_is_at_the_origin(spec: Spec) -> None:
    """Every other path stands below the base URL."""
    found = [each for each in spec.operations if concrete_request(spec, each).at_origin]
    assert {each.path for each in found} == {spec.service.well_known}
