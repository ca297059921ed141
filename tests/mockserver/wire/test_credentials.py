"""Where a token may stand in a request. Source: Windmill's, not recorded."""

from __future__ import annotations

import pytest
from windmill_approvals_mock.wire.credentials import token_in


@pytest.mark.parametrize(
    ("headers", "query", "token"),
    [
        ({"authorization": "Bearer a"}, "", "a"),
        ({"authorization": "bearer a"}, "", None),
        ({"authorization": "Basic a"}, "", None),
        ({"authorization": "Bearer "}, "token=c", ""),
        ({"cookie": "token=b"}, "", "b"),
        ({"cookie": "x=1; token=b; y"}, "", "b"),
        ({"cookie": "token=b; token=d"}, "", "d"),
        ({"cookie": 'token="b"'}, "", "b"),
        ({"cookie": 'token="'}, "", '"'),
        ({"cookie": "token=%62"}, "", "b"),
        ({"cookie": "tokens=b; {}[]=1"}, "", None),
        ({}, "token=c", "c"),
        ({}, "x=1&token=c%20d", "c d"),
        ({}, "token=c&token=d", None),
        ({}, "approval_token=c", None),
        ({"authorization": "Bearer a", "cookie": "token=b"}, "token=c", "a"),
        ({"authorization": "bearer a", "cookie": "token=b"}, "token=c", "b"),
        ({"authorization": "bearer a"}, "token=c", "c"),
    ],
)
def test_where_the_token_is(headers: dict[str, str], query: str, token: str | None) -> None:
    assert token_in(headers, query) == token


def test_older_servers_take_quotes_around_a_cookie_as_part_of_it() -> None:
    assert token_in({"cookie": 'token="b"'}, quotes_belong=True) == '"b"'
