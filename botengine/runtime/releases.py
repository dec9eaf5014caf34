"""Releases: each version of the flows that was live is kept in the store, so that one can go back to it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from botengine.runtime.ports import Store

KEPT = 100  # versions; a year of changes twice a week, in less than a megabyte
INDEX = "releases"
BACK = "release.back"  # changes whenever files of a release were put back in place
Files = Mapping[str, str]  # path in the bot's folder -> text


class Release(msgspec.Struct, frozen=True):
    """A version that became live `at` (seconds since 1970). `id` is made of its files.

    `live` False: it was never live, only put aside when another version was put in its place.
    """

    id: str
    at: float
    files: int
    live: bool = True


def fingerprint(files: Files) -> str:
    """The name of a version: the same files have the same."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:8]


def releases(store: Store, bot: str) -> list[Release]:
    """All that are kept, the newest first."""
    raw = store.meta(bot, INDEX)
    return msgspec.json.decode(raw, type=list[Release]) if raw else []


def files_of(store: Store, bot: str, release: str) -> Files | None:
    """The files of a kept version; None if there is none of this name."""
    raw = store.meta(bot, f"release:{release}")
    return msgspec.json.decode(zlib.decompress(raw), type=dict[str, str]) if raw else None


def keep(store: Store, bot: str, files: Files, at: float, *, live: bool = True) -> Release:
    """Keep a version that is live now (or not `live`: that is being replaced). The newest stays one entry."""
    known, name = releases(store, bot), fingerprint(files)
    newest = next(iter(known), None)
    if newest and newest.id == name and (newest.live or not live):
        return newest
    release = Release(name, at, len(files), live)
    packed = zlib.compress(json.dumps(dict(files), ensure_ascii=False).encode())
    store.set_meta(bot, f"release:{name}", packed).result()
    kept = [release, *known][:KEPT]
    store.set_meta(bot, INDEX, msgspec.json.encode(kept)).result()
    for gone in {each.id for each in known} - {each.id for each in kept}:
        store.set_meta(bot, f"release:{gone}", None).result()
    return release
