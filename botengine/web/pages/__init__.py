"""The pages: one file each, found by looking into this folder. Copy your neighbour."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from botengine.web.page import Page


@cache
def all_pages() -> tuple[Page, ...]:
    """The PAGES of every file; those without braces in their path first, so that no id hides a page."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [page for name in names for page in importlib.import_module(f"{__name__}.{name}").PAGES]
    return tuple(sorted(found, key=lambda page: "{" in page.path))


def menu() -> list[Page]:
    """The pages of the menu."""
    return [page for page in all_pages() if page.entry]
