"""The description of the whole surface says what the routes, doors and forms say."""

from __future__ import annotations

import json
import re

import pytest

from yiwang.assembly import access_matrix, cli, openapi


@pytest.fixture(scope="module")
def surface() -> dict:
    return openapi.description()


def test_every_route_is_in_it_with_its_door(surface):
    known = {one["operationId"].rpartition(".")[0]: one for path in surface["paths"].values() for one in path.values()}
    for route in access_matrix.routes():
        assert known[route.name]["x-access"] == str(route.access)
        assert bool(known[route.name]["security"]) != route.access.public


def test_every_place_in_an_address_is_declared(surface):
    for address, path in surface["paths"].items():
        for operation in path.values():
            declared = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
            assert declared == re.findall(r"{(\w+)}", address)


def test_names_of_operations_are_their_own(surface):
    names = [one["operationId"] for path in surface["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "method", "wanted"),
    [
        ("console-post", "post", {"staff", "name", "since", "last", "ground", "key"}),
        ("console-agency-change", "post", {"do", "uscc", "title", "roles", "ground", "on", "post"}),
        ("console-rights", "get", {"q", "who", "with"}),
        ("account-absence", "post", {"staff", "since", "last", "reason", "do"}),
        ("desk-case", "post", {"verdict", "revision", "reason", "key"}),
        ("apply-page", "post", {"operator", "uscc", "premises"}),
    ],
)
def test_the_fields_of_a_form_are_found(surface, name, method, wanted):
    every = {one["operationId"]: one for path in surface["paths"].values() for one in path.values()}
    operation = every[f"{name}.{method}"]
    body = operation.get(
        "requestBody", {"content": {"application/x-www-form-urlencoded": {"schema": {"properties": {}}}}}
    )
    found = {one["name"] for one in operation["parameters"]}
    found |= set(body["content"]["application/x-www-form-urlencoded"]["schema"]["properties"])
    assert wanted <= found


def test_methods_are_those_of_the_view(surface):
    paths = surface["paths"]
    assert list(paths["/console/rights/"]) == ["get"]
    assert list(paths["/console/organisation/{agency}/change/"]) == ["post"]
    assert list(paths["/account/absence/"]) == ["get", "post"]


def test_the_command_prints_it(capsys):
    assert cli.main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"
