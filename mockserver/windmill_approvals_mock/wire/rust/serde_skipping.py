"""Passing over a JSON value without keeping it, as serde_json does for unknown fields and for raw values.

Knows where skipping is looser than reading, or words an error differently; does not know which values are skipped.
"""

from __future__ import annotations

from .serde_scanner import CONTROL_CHARACTER, ESCAPES, Scanner


def skip_value(scanner: Scanner) -> None:
    """Move behind the next value.

    Unlike reading it, this accepts any depth, any magnitude of number, lone surrogates and invalid UTF-8 in strings.
    """
    open_containers: list[bytes] = []
    while True:
        byte = scanner.after_whitespace()
        entered = byte in {b"[", b"{"}
        if entered:
            open_containers.append(byte)
            scanner.at += 1
        else:
            _skip_scalar(scanner, byte)
        if not _another_follows(scanner, open_containers, after_entry=not entered):
            return
        if open_containers[-1] == b"{":
            _skip_key(scanner)


def _another_follows(scanner: Scanner, open_containers: list[bytes], *, after_entry: bool) -> bool:
    """Close what ends here and say whether another entry of a container comes next."""
    while open_containers:
        is_list = open_containers[-1] == b"["
        byte = scanner.after_whitespace()
        if byte == b"":
            scanner.fail_ahead("EOF while parsing a list" if is_list else "EOF while parsing an object")
        if byte != (b"]" if is_list else b"}"):
            if after_entry and byte != b",":
                scanner.fail_ahead("expected `,` or `]`" if is_list else "expected `,` or `}`")
            scanner.at += after_entry
            return True
        scanner.at += 1
        open_containers.pop()
        after_entry = True
    return False


def _skip_key(scanner: Scanner) -> None:
    byte = scanner.after_whitespace()
    if byte != b'"':
        scanner.fail_ahead("key must be a string" if byte else "EOF while parsing an object")
    scanner.at += 1
    _skip_string(scanner)
    scanner.colon()


def _skip_scalar(scanner: Scanner, byte: bytes) -> None:
    if byte == b"n":
        scanner.word(b"ull")
    elif byte == b"t":
        scanner.word(b"rue")
    elif byte == b"f":
        scanner.word(b"alse")
    elif byte == b'"':
        scanner.at += 1
        _skip_string(scanner)
    elif byte == b"-" or byte.isdigit():
        _skip_number(scanner)
    else:
        scanner.fail_ahead("expected value" if byte else "EOF while parsing a value")


def _skip_string(scanner: Scanner) -> None:
    scanner.plain_characters()
    while not _string_ends(scanner):
        byte = scanner.next()
        if byte == b"":
            scanner.fail("EOF while parsing a string")
        if byte == b"u":
            scanner.four_hex_digits()
        elif byte not in ESCAPES:
            scanner.fail("invalid escape")
        scanner.plain_characters()


def _string_ends(scanner: Scanner) -> bool:
    if scanner.peek() not in {b'"', b"\\", b""}:
        scanner.fail(CONTROL_CHARACTER)
    return scanner.string_ends()


def _skip_number(scanner: Scanner) -> None:
    scanner.at += scanner.peek() == b"-"
    first = scanner.next()
    if not first.isdigit():
        scanner.fail("invalid number")
    if first != b"0":
        scanner.digits()
    elif scanner.peek().isdigit():
        scanner.fail_ahead("invalid number")
    if scanner.peek() == b".":
        scanner.at += 1
        if not scanner.digits():
            scanner.fail_ahead("invalid number")
    if scanner.peek() in {b"e", b"E"}:
        scanner.at += 1
        if scanner.peek() in {b"+", b"-"}:
            scanner.at += 1
        if not scanner.next().isdigit():
            scanner.fail("invalid number")
        scanner.digits()
