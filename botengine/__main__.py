"""Where `botengine` and `python -m botengine` begin."""

import gc
import sys

from botengine.cli.main import commands
from botengine.errors import BotengineError


def main() -> None:
    """Run the command line; an error of ours is one sentence and exit status 2, not a traceback."""
    gc.set_threshold(100_000)  # not the usual 700: looking for rubbish was a quarter of the time of a check
    try:
        commands(prog_name="botengine")
    except BotengineError as problem:
        sys.stderr.write(f"botengine: {problem}\n")
        sys.exit(2)
    finally:
        gc.freeze()  # the process ends: to look through all that it has once more takes long


if __name__ == "__main__":
    main()
