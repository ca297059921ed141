"""Turns the generator's messages into advice. Knows the messages; knows no files.

The generator continues after most of these and leaves out the part it did not understand. That is worse than
stopping: a call whose answer was left out fails when the server succeeds.
"""

import re

CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"Invalid property in union",
        "a `oneOf` has a member it cannot read, often an inline `allOf`: make that member a schema under `components`",
    ),
    (
        r"Cannot take allOf a non-object",
        "an `allOf` has a member that is not an object, often a `oneOf`: write it out, or make the schema free-form",
    ),
    (
        r'duplicate models with name "(?P<name>[^"]+)"',
        "two schemas want the class name {name}: rename one of them under `components`",
    ),
    (
        r"Found conflicting enums named (?P<name>\w+)",
        "two enums want the class name {name}: give each a name of its own under `components`",
    ),
    (r"Could not find reference in parsed models", "it uses a schema that was left out (named in another line)"),
    (
        r"Unsupported content_?\s?type (?P<name>\S+?)\)?[,)]?(\s|$)",
        "the content type {name} cannot be generated: JSON, text, form data and octet-stream can",
    ),
    (r"Missing schema|Invalid content type", "its content has no schema, or a content type that is none"),
    (
        r"type array must have items",
        "an array does not say what it holds: add `items`",
    ),
    (
        r"Enum values must all be the same type|Unsupported enum type|^Got ",
        "an enum mixes types, or holds something else than text and whole numbers",
    ),
    (
        r"Path parameters do not match with path|Incorrect path templating",
        "the parameters in the path and those listed below it differ",
    ),
    (r"is not allowed in (?P<name>\w+)", "a parameter in the {name} has a type that cannot stand there"),
    (r"Invalid response status code pattern: (?P<name>\S+),", "{name!r} is not a status, a range (`4XX`) or `default`"),
    (r"Invalid (\w+ value|date)|not valid for enum|Invalid default", "a default does not fit its type"),
    (r"can't (be merged|merge|combine|redefine)", "an `allOf` joins members that contradict each other"),
    (r"same python_name|same Python identifier", "two names differ only in characters Python has no room for"),
    (r"Recursive allOf", "an `allOf` leads back to itself"),
    (r"Circular (\$ref|schema)", "its references lead in a circle"),
    (
        r"(Top-level|Reference parameters|Remote references|\$ref to \S+ not allowed)",
        "a reference stands where none is read: write out there what it refers to",
    ),
    (
        r"Could not (resolve|find) |Unable to resolve|Reference \S+ not found|Referent schema|was not processed",
        "it refers to something that was left out or is not there",
    ),
    (r"Path parameter must be required", "a parameter in the path is not `required`"),
    (r"cannot have a default", "a default stands where none can"),
    (r"Value .* is not valid|Cannot convert|value for const", "a default does not fit its type"),
    (r"Parameter has no schema", "a parameter does not say what it holds: give it a `schema`"),
    (r"cannot parse parameter", "a parameter of it cannot be read"),
    (r"Endpoint requires a body", "none of the content types of its body can be generated"),
)


def explain_message(header: str, detail: str) -> tuple[str, str]:
    """Say what the generator left out and why. An unknown message is quoted."""
    subject = _find_subject(header, detail)
    for pattern, text in CAUSES:
        found = re.search(pattern, detail) or re.search(pattern, header)
        if found:
            return subject, text.format(**found.groupdict())
    # The generator prints some values as objects with an address, which would differ from run to run.
    lines = re.sub(r"<[\w.]+ object at 0x[0-9a-f]+>", "…", f"{header} {detail}").split()
    return subject, f"the generator does not understand it: {' '.join(lines)}"


def _find_subject(header: str, detail: str) -> str:
    operation = re.search(r"parsing ([A-Z]+ \S+) within", header)
    if operation:
        whole = "Endpoint will not be generated" in header
        answer = "response" in detail and not whole
        return operation[1] + (" as a whole" if whole else ", an answer" if answer else "")
    schema = re.search(r"/components/(\w+)/(\S+?):?$", header.strip())
    return f"{schema[1].rstrip('s')} {schema[2]}" if schema else "the document"
