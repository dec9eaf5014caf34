"""Where `botengine` and `python -m botengine` begin."""

import sys

from botengine.cli.main import commands
from botengine.errors import BotengineError


def main() -> None:
    """Run the command line; an error of ours is one sentence and exit status 2, not a traceback."""
    try:
        commands(prog_name="botengine")
    except BotengineError as problem:
        sys.stderr.write(f"botengine: {problem}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
