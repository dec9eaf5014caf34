"""Health: whether everything works, what waits, and which versions run."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path

from starlette.responses import Response

from botengine.web.page import Entry, Page
from botengine.web.visit import Visit
from botengine.web.words import N_

LOW = 0.05  # of a disk: less free space is worth a warning


def show(visit: Visit) -> Response:
    site = visit.site
    disk = shutil.disk_usage(Path(getattr(site.store, "path", ".")).absolute().parent)
    return visit.render(
        "health.html",
        parts=site.health(),
        backlog=site.store.backlog(),
        resting=site.resting(),
        failing=site.failing(),
        errors=site.store.insight.count(site.id),
        disk=disk,
        low=disk.free < disk.total * LOW,
        versions={
            "botengine": version("botengine"),
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
            "System": f"{platform.system()} {platform.machine()}",
        },
    )


PAGES = (Page("/health", N_("Health"), show, entry=Entry("heart-pulse", 70)),)
