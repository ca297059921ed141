"""Turns what the operating system refuses into a problem and a cure. Knows error numbers, not what was being done."""

import errno

from windmill_approvals_codegen.errors import CodegenError

CURES = {
    errno.ENOSPC: "Free some space there, or name a place on another disk.",
    errno.EDQUOT: "Free some space there, or name a place outside of your quota.",
    errno.EROFS: "Name a place that can be written to.",
    errno.ENAMETOOLONG: "Shorten the name; generated files are named after tags, operationIds and schemas.",
}


def refusal(problem: str, error: OSError, *, where: str, cure: str) -> CodegenError:
    """Return the CodegenError for `error`; `cure` is what to try where the error itself does not say."""
    reason = error.strerror or type(error).__name__
    return CodegenError(f"{problem}: {reason}", where=where, cure=CURES.get(error.errno or 0, cure))
