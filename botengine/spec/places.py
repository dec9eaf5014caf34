"""Where something stands in a file."""

import re
from dataclasses import dataclass, field

_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what libyaml counts as ends of lines


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """File (relative to the bot's directory), line and column from 1; `width`: characters on that line."""

    file: str
    line: int
    column: int
    width: int = field(default=1, compare=False)

    @property
    def end(self) -> int:
        """The column after the last character."""
        return self.column + self.width

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def lines(text: str) -> list[str]:
    """The lines of a file, counted as the parser counts them."""
    return _BREAKS.split(text)
