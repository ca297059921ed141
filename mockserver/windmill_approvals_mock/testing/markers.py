"""Reads the markers `windmill_mock` and `windmill_versions` of a test, and finds mistakes in them.

Imports the mock only to learn its options.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pytest

OPTIONS = "windmill_mock"
VERSIONS = "windmill_versions"
INTERCEPT = "intercept"
"""The one option that `MockWindmill` does not take: answer all httpx clients for the whole test."""
_VERSION = "windmill"
_GIVEN_BY_FIXTURES = ("base_url",)


def options_of(node: pytest.Item) -> dict[str, Any]:
    """Return the options of the test's `windmill_mock` markers. If several set an option, the nearest marker wins."""
    options: dict[str, Any] = {}
    for layer in _layers(node):
        for mark in layer:
            if mark.name == OPTIONS:
                options = {**mark.kwargs, **options}
    return options


def versions_of(node: pytest.Item | Any) -> Sequence[str] | None:
    """Return the versions of the nearest `windmill_versions` marker; all recorded ones if it names none.

    None if there is no marker.
    """
    mark = node.get_closest_marker(VERSIONS)
    if mark is None:
        return None
    if mark.args:
        return tuple(mark.args)
    from windmill_approvals_mock.versions.numbers import RECORDED

    return RECORDED


def find_problems(item: pytest.Item) -> Iterator[str]:
    """Yield a sentence for each mistake in the markers of one test."""
    layers = [[mark for mark in layer if mark.name in (OPTIONS, VERSIONS)] for layer in _layers(item)]
    if not any(layers):
        return
    for mark in (mark for layer in layers for mark in layer):
        yield from _form_problems(mark)
    for layer in layers:
        yield from _conflicts([mark for mark in layer if mark.name == OPTIONS])
    options = options_of(item)
    versions = versions_of(item)
    if versions is not None and _VERSION in options:
        yield f"{OPTIONS}({_VERSION}={options[_VERSION]!r}) and {VERSIONS} both set the version; remove one"
    if INTERCEPT in options and not isinstance(options[INTERCEPT], bool):
        yield f"{OPTIONS}({INTERCEPT}={options[INTERCEPT]!r}): {INTERCEPT} must be True or False"
    fixtures = getattr(item, "fixturenames", ())
    if options.get(INTERCEPT) is True and "windmill_server" in fixtures and OPTIONS not in fixtures:
        yield f"{OPTIONS}({INTERCEPT}=True) needs the fixture windmill_mock; windmill_server answers on a socket"
    is_run_for_each = "windmill_version" in getattr(getattr(item, "callspec", None), "params", ())
    if versions is not None and not is_run_for_each and any(mark.name == VERSIONS for mark in item.own_markers):
        yield f"{VERSIONS} runs no test without the fixture windmill_mock or windmill_server, and no unittest method"
    yield from _value_problems(options, versions or ())


def _form_problems(mark: pytest.Mark) -> Iterator[str]:
    if mark.name == VERSIONS:
        if mark.kwargs:
            yield f"{VERSIONS} takes only versions, such as {VERSIONS}('1.624', '1.788')"
        return
    if mark.args:
        given = ", ".join(map(repr, mark.args))
        yield f"{OPTIONS}({given}): name each option, such as {OPTIONS}({_VERSION}='1.624')"
    known = _known_options()
    for name in mark.kwargs:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            yield f"{OPTIONS} has no option {name!r}; " + (
                f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
            )


def _conflicts(marks: Sequence[pytest.Mark]) -> Iterator[str]:
    """Yield options that two markers in one place set differently: neither marker is nearer."""
    said: dict[str, Any] = {}
    for mark in marks:
        for name, value in mark.kwargs.items():
            if name in said and said[name] != value:
                yield f"{OPTIONS} sets both {name}={said[name]!r} and {name}={value!r}; remove one"
            said[name] = value


def _value_problems(options: Mapping[str, Any], versions: Sequence[str]) -> Iterator[str]:
    from windmill_approvals_mock.testing.mock_options import check_options

    known = {name: value for name, value in options.items() if name in _known_options() and name != INTERCEPT}
    for version in versions or (None,):
        try:
            check_options(**{**known, **({} if version is None else {_VERSION: version})})
        except ValueError as error:
            where = OPTIONS if version is None else f"{VERSIONS}({version!r})"
            yield f"{where}: {error}"


def _known_options() -> list[str]:
    from windmill_approvals_mock.testing.mock_windmill import MockWindmill

    names = [name for name in inspect.signature(MockWindmill).parameters if name not in _GIVEN_BY_FIXTURES]
    return [*names, INTERCEPT]


def _layers(item: pytest.Item) -> Iterator[Sequence[pytest.Mark]]:
    """Yield the marks of each place where a test can be marked, nearest first.

    pytest mixes the marks of a parameter with the function's, and those of a base class with the class's.
    """
    of_parameters = list(getattr(getattr(item, "callspec", None), "marks", ()))
    yield of_parameters
    yield [mark for mark in item.own_markers if mark not in of_parameters]
    parent = item.parent
    while parent is not None:
        if isinstance(parent, pytest.Class):
            classes = parent.obj.__mro__
            yield from (_as_list(vars(one).get("pytestmark", [])) for one in classes)
        else:
            yield parent.own_markers
        parent = parent.parent


def _as_list(marks: Any) -> list[pytest.Mark]:
    """Return a class's `pytestmark` as a list. It may be one mark, several, or decorators."""
    listed: Sequence[Any] = marks if isinstance(marks, list | tuple) else [marks]
    return [getattr(mark, "mark", mark) for mark in listed]
