"""YAML as Windmill's CLI reads it, and what is said of text that is none."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
import yaml
from windmill_approvals_mock.files.problems import Broken
from windmill_approvals_mock.files.yaml_text import parse

JSON = Any


def value(text: str) -> JSON:
    return parse(text, "some.yaml").value


def problem(text: str) -> str:
    with pytest.raises(Broken) as caught:
        parse(text, "some.yaml")
    return str(caught.value.problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        ("1.5e3", 1500.0),
        ("1e999", None),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        ("1_000", "1_000"),
        ("'true'", "true"),
        ("!inline a.py", "!inline a.py"),
        ("'!inline a.py'", "!inline a.py"),
        ("!!str 1", "1"),
        ("!!int '1'", 1),
        ("!!float '1'", 1.0),
        ("!!bool 'TRUE'", True),
        ("!!null ''", None),
        ("!!map {}", {}),
        ("|\n  1", "1"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, expected: JSON) -> None:
    read = value(f"key: {text}")["key"]
    assert read == expected
    assert type(read) is type(expected)


def test_keys_are_texts_as_in_json() -> None:
    assert value("1: a\ntrue: b") == {"1": "a", "true": "b"}


def test_an_alias_stands_for_a_value_of_its_own() -> None:
    assert value("a: &x [1]\nb: *x") == {"a": [1], "b": [1]}


def test_an_alias_of_a_scalar_may_be_a_value_or_a_key() -> None:
    assert value("a: &x 1\nb: *x\n*x : c\n&y d: *y") == {"a": 1, "b": 1, "1": "c", "d": "d"}


def test_what_an_alias_stands_for_is_a_copy() -> None:
    read = value("a: &x {b: [&y [1], *y]}\nc: *x")
    read["a"]["b"][0].append(2)
    assert read == {"a": {"b": [[1, 2], [1]]}, "c": {"b": [[1], [1]]}}


def test_a_merge_key_is_a_key_as_in_yaml_1_2() -> None:
    assert value("a: &x {b: 1}\n<<: *x") == {"a": {"b": 1}, "<<": {"b": 1}}


def _random_value(random: Random, depth: int = 0) -> JSON:
    kind = random.randrange(8 if depth < 4 else 6)
    if kind == 6:
        shared = _random_value(random, depth + 1)
        return [shared, _random_value(random, depth + 1), shared]  # PyYAML writes an anchor and an alias
    if kind == 7:
        return {str(_random_value(random, 4)): _random_value(random, depth + 1) for _ in range(random.randrange(4))}
    words = ("", "no", "null", "1", "0x1F", "2024-01-01", "<<", "é", "a: b", "- a", "#", "two\nlines\n", " a ", "'\"")
    return [None, True, False, random.randrange(-99, 99), random.randrange(-99, 99) / 8, random.choice(words)][kind]


@pytest.mark.parametrize("style", [None, False, True], ids=["mixed", "block", "flow"])
def test_what_others_write_reads_as_what_they_wrote(style: bool | None) -> None:
    """PyYAML, told to quote, writes a tag to each value that is not a string; JSON is YAML 1.2 without tags."""
    random = Random(22)  # noqa: S311 - the same values each time
    for _ in range(100):
        written = _random_value(random)
        quoted = yaml.safe_dump(written, default_style='"', default_flow_style=style, allow_unicode=True)
        plain = json.dumps(written, ensure_ascii=False, indent=random.choice([None, 1, 4]))
        for text in (quoted, plain):
            assert value(text) == written, text


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert value("\ufeffa: 1") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [", "some.yaml:2: not YAML: while parsing a flow node, expected the node content"),
        ("a: 1\n\tb: 2", "some.yaml:2: not YAML: "),
        ("a: 1\n---\nb: 2", "some.yaml:2: not YAML: expected a single document in the stream"),
        ("a: 1\n---\n", "some.yaml:2: not YAML: expected a single document in the stream"),
        ("a: 1\nb: *x", "some.yaml:2: not YAML: found undefined alias 'x'"),
        ("a: &x 1\nb: &x 2", "some.yaml:2: not YAML: found duplicate anchor 'x'; first occurrence, second occurrence"),
        ("a: 1\na: 2\nb: [", "some.yaml:3: not YAML: "),
        ("a: 1\nb: 2\na: 3", "some.yaml:3: the key `a` occurs twice"),
        ("a: &x b\n*x : 1\nb: 2", "some.yaml:3: the key `b` occurs twice"),
        ("a:\n  b: !!python/object:os.system x", "some.yaml:2: unknown tag tag:yaml.org,2002:python/object:os.system"),
        ("a: !mine {}", "some.yaml:1: unknown tag !mine"),
        ("a:\n  - !!set {b}", "some.yaml:2: unknown tag tag:yaml.org,2002:set"),
        ("a: &x\n  b: *x", "some.yaml:1: an alias of something that contains it"),
        ("? [a]\n: b", "some.yaml:1: a key that is not a string"),
        ("a: &x [b]\n*x : c", "some.yaml:1: a key that is not a string"),
        ("a: 1\nb: \x07", "some.yaml:2: not YAML: it contains a character that YAML does not allow"),
        ("a: " + "9" * 5000, "some.yaml:1: a number that is too long: 99999999999999999999…"),
        ('a: 1\nb: "\\ud800"', "some.yaml:2: a string with half of a surrogate pair in it"),
        ('"\\udfff": 1', "some.yaml:1: a string with half of a surrogate pair in it"),
        ("[" * 1000, "some.yaml: cannot be read as YAML: it is nested too deeply"),
    ],
)
def test_what_can_be_no_json_is_named_with_its_line(text: str, expected: str) -> None:
    assert problem(text).startswith(expected)


def test_aliases_do_not_grow_without_bound() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "its aliases expand to more than 200000 values" in problem("\n".join(lines))


def test_modules_and_inline_texts_are_known_by_their_lines() -> None:
    document = parse("modules:\n  - id: a\n    content: '!inline a.py'\n  - value: 1\n    id: b\n", "some.yaml")
    assert document.line_of == {"Module 'a'": 2, "!inline a.py": 3, "Module 'b'": 4}


@pytest.mark.parametrize(
    "text", ["a: [1, 'é', ~, {b: 0x1F}]", "# nothing", "a: &x {b: !inline c.py}\nd: *x", "&x a: *x", "a: [", "[" * 400]
)
def test_what_the_half_in_c_reads_is_what_the_other_half_reads(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> object:
        try:
            return parse(text, "some.yaml")
        except Broken as broken:
            return broken.problem

    fast = read()
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert read() == fast
