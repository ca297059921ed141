"""Markdown of authors: what becomes of each form, that nothing in it comes alive, and that it takes linear time."""

from __future__ import annotations

import time

import pytest
from windmill_approvals_mock.pages.markdown import render_markdown

LINK = 'rel="noopener noreferrer" target="_blank"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "<p>plain</p>"),
        ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>"),
        ("# Title #", '<p class="heading is-1">Title</p>'),
        ("###### Small", '<p class="heading is-6">Small</p>'),
        ("#no title", "<p>#no title</p>"),
        (
            "*a* **b** _c_ __d__ ~~e~~",
            "<p><em>a</em> <strong>b</strong> <em>c</em> <strong>d</strong> <del>e</del></p>",
        ),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("a * b, snake_case_name, **open", "<p>a * b, snake_case_name, **open</p>"),
        ("*a **b* c**", "<p><em>a **b</em> c**</p>"),
        (r"\*a\*", "<p>*a*</p>"),
        ("`a < *b*`", "<p><code>a &lt; *b*</code></p>"),
        ("```py\na < b\n\n# no title\n```\nafter", '<pre tabindex="0">a &lt; b\n\n# no title</pre>\n<p>after</p>'),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("---", "<hr>"),
        ("[a](https://x.example/?a=1&b=2)", f'<p><a href="https://x.example/?a=1&amp;b=2" {LINK}>a</a></p>'),
        ("see https://x.example/a.", f'<p>see <a href="https://x.example/a" {LINK}>https://x.example/a</a>.</p>'),
        ("[a](mailto:a@b.c)", f'<p><a href="mailto:a@b.c" {LINK}>a</a></p>'),
        ("![cup](https://x.example/a.png)", f'<p>[image: <a href="https://x.example/a.png" {LINK}>cup</a>]</p>'),
    ],
)
def test_what_becomes_of_it(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_a_table_has_the_columns_of_its_head() -> None:
    table = render_markdown("| a | b |\n|---|--:|\n| 1 | *2* | 3 |\n| 4 |")
    assert '<th scope="col">a</th><th scope="col">b</th>' in table
    assert "<tr><td>1</td><td><em>2</em></td></tr><tr><td>4</td><td></td></tr>" in table


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        '[a](https://x.example/"onmouseover="alert(1))',
        "![a](https://x.example/a.png)",
        '<img src="https://x.example/a.png">',
        "# <b onclick=alert(1)>",
        "| <img src=x> |\n|---|\n| <img src=x> |",
        "`<script>`\n\n```\n<script>\n```",
    ],
)
def test_nothing_in_it_comes_alive_or_is_loaded(text: str) -> None:
    html = render_markdown(text)
    assert not any(part in html.lower() for part in ("<script", "<img", "<b", 'href="javascript', 'href="data', '"onm'))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a" * 10_000,
        "**" * 10_000,
        "`" * 20_000,
        "![](" * 5_000,
        "> " * 10_000,
        "- " * 10_000,
        "|-" * 10_000,
        "-" * 20_000 + "x",
        "https://" * 2_500,
        "_a *b " * 3_000,
        "\n".join(["- a"] * 5_000),
        "\n".join([">" * 4] * 5_000),
    ],
    ids=lambda text: repr(text[:6]),
)
@pytest.mark.untraced
def test_it_takes_little_time(text: str) -> None:
    began = time.process_time()
    render_markdown(text)
    assert time.process_time() - began < 5
