"""Turns an OSError into a problem and a cure."""

import errno

from windmill_approvals_codegen.errors import CodegenError

CURES = {
    errno.ENOSPC: "Free some space there, or name a place on another disk.",
    errno.EDQUOT: "Free some space there, or name a place outside of your quota.",
    errno.EROFS: "Name a place that can be written to.",
    errno.ENAMETOOLONG: "Shorten the name; generated files are named after tags, operationIds and schemas.",
}


def build_error(problem: str, error: OSError, *, where: str, cure: str) -> CodegenError:
    """Return the CodegenError for `error`. `cure` is what to try unless the error number says it."""
    reason = error.strerror or type(error).__name__
    return CodegenError(f"{problem}: {reason}", where=where, cure=CURES.get(error.errno or 0, cure))
