"""Descriptions and results in the forms that Windmill shows: each has its look, escaped, cut, and loads nothing."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from windmill_approvals_mock.pages.rich_value import LARGEST, render_value

JSON = Any
PNG = base64.b64encode(b"\x89PNG small").decode()
HEAD = '<th scope="col">'


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("two\nlines <b>", ['<p class="lines">two\nlines &lt;b&gt;</p>']),
        ({"markdown": "*hi*"}, ['<div class="markdown"><p><em>hi</em></p></div>']),
        ({"md": "# hi"}, ['<p class="heading is-1">hi</p>']),
        ({"html": "<b>hi</b>"}, ["&lt;b&gt;hi&lt;/b&gt;"]),
        ({"svg": "<svg/>"}, ["&lt;svg/&gt;"]),
        ([["a", "b"], [1, 2]], [f"{HEAD}a</th>{HEAD}b</th>", "<td>1</td><td>2</td>"]),
        ([[1, 2], [3, None]], [f"{HEAD}1</th>{HEAD}2</th>", "<td>3</td><td></td>"]),
        ([{"a": 1}, {"b": [2]}], [f"{HEAD}a</th>{HEAD}b</th>", "<td>1</td><td></td>", "<td></td><td>[\n  2\n]</td>"]),
        ([["b", "a"], {"a": 1, "b": 2}], [f"{HEAD}b</th>{HEAD}a</th>", "<td>2</td><td>1</td>"]),
        ({"a": [1, 2], "b": [3]}, [f"{HEAD}a</th>{HEAD}b</th>", "<td>1</td><td>3</td>", "<td>2</td><td></td>"]),
        ({"table-row": [["a"], [1]]}, [f"{HEAD}a</th>", "<td>1</td>"]),
        ({"table-col": {"a": [1]}}, [f"{HEAD}a</th>", "<td>1</td>"]),
        ({"render_all": ["one", {"md": "*two*"}]}, ['<p class="lines">one</p>', "<em>two</em>"]),
        ({"png": PNG}, [f'<img alt="Image given by the step" src="data:image/png;base64,{PNG}">']),
        ({"png": "https://x.example/a.png"}, ['[image: <a href="https://x.example/a.png"']),
        ({"png": "not base64"}, ["[an image that cannot be read]"]),
        ({"png": "A" * 80_000}, ["[an image that is too large for this page]"]),
        ({"a": 1, "b": "ü"}, ['<pre tabindex="0">{\n  &#34;a&#34;: 1,\n  &#34;b&#34;: &#34;ü&#34;\n}</pre>']),
        ([1, 2], ['<pre tabindex="0">[\n  1,\n  2\n]</pre>']),
        (7, ['<pre tabindex="0">7</pre>']),
        (None, ['<pre tabindex="0">null</pre>']),
        ([], ['<pre tabindex="0">[]</pre>']),
        ({}, ['<pre tabindex="0">{}</pre>']),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_each_form_has_its_look(value: JSON, parts: list[str]) -> None:
    html = render_value(value)
    assert [part for part in parts if part not in html] == []


@pytest.mark.parametrize("form", ["{0}", "md", "html", "table-row", "svg", "png", "render_all", "any"])
def test_nothing_is_loaded_and_nothing_comes_alive(form: str) -> None:
    hostile = "<script>alert(1)</script><img src=https://x.example/a.png onerror=alert(1)>"
    for inner in (hostile, [hostile], [[hostile], [hostile]], [{hostile: hostile}], {hostile: [hostile]}):
        html = render_value({form: inner}).lower()
        assert "<script" not in html
        assert "<img" not in html


@pytest.mark.parametrize(
    "value",
    [
        "<" * 200_000,
        {"md": "**" * 100_000},
        {"md": "[a](https://x.example) " * 20_000},
        [[str(number) for number in range(60)] for _ in range(5_000)],
        [{"<" * 500: "<" * 500} for _ in range(5_000)],
        {str(number): list(range(500)) for number in range(500)},
        {"render_all": ["<" * 20_000] * 50},
        {"a": {"b": "<" * 100_000}},
    ],
    ids=lambda value: repr(value)[:20],
)
def test_it_stays_small(value: JSON) -> None:
    assert len(render_value(value)) < 3 * LARGEST


def test_signatures_in_it_are_masked() -> None:
    assert "********" in render_value({"link": "a" * 64})
