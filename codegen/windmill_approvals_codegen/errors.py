"""The errors of code generation: what happened, to which thing, and what to try. Knows no command and no format."""


class CodegenError(Exception):
    """An error that a person can fix. `where` is a file with a line, or a pointer; `cure` says what to try."""

    def __init__(self, problem: str, *, where: str = "", cure: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.problem}\n  {self.cure}"


class WrongArguments(CodegenError):
    """The command line asks for something impossible, whatever the files say."""
