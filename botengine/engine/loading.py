"""A bot's directory read together with its plug-ins: for running it, and for looking at it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from botengine.engine.registry import Registry, discover
from botengine.spec.load import Loaded, load_bot
from botengine.spec.signatures import Signature

GIVEN = ("directory", "data", "clock", "environ", "accounts", "kinds")  # what services may ask for by name


def find(
    directory: Path, given: Mapping[str, object] | None = None, plugins: Path | None = None
) -> tuple[Loaded, Registry]:
    """Load the flows of a directory with its plug-ins (or those of `plugins`). Nothing is raised.

    `given`: what services may ask for by name; None where nothing will be run, only looked at.
    """
    found = [Registry()]
    injected = dict.fromkeys(GIVEN) if given is None else given

    def signatures(packages: Sequence[str]) -> Mapping[str, Signature]:
        found.append(discover(packages, plugins or directory, injected))
        return found[-1].signatures

    return load_bot(directory, signatures, lambda: found[-1].filters), found[-1]
