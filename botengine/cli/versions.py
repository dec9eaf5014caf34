"""Versions of a bot by name: folders, and the releases that the store keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from botengine.app import open_store, store_file
from botengine.cli.landing import Landing, landing
from botengine.engine.assembly import Assembly, assemble
from botengine.errors import BotengineError, SnapshotError
from botengine.runtime.releases import INDEX, Files, Release, files_of, releases
from botengine.spec.bot import slug
from botengine.spec.catalogues import LOCALE
from botengine.spec.front import Front
from botengine.spec.load import FRONT, flow_files
from botengine.spec.source import read
from botengine.spec.structure import Fitted
from botengine.store.sqlite import SqliteStore

PO = f"{LOCALE}/*.po"


class UnknownVersionError(BotengineError):
    """Neither a folder with flows.yaml nor a release."""


class Size(NamedTuple):
    """How much two versions differ: files, and lines in them."""

    changed: int
    added: int
    removed: int


class Versions:
    """Opens the store when it is first needed; closes it at the end. `here`: the folder with the plug-ins."""

    def __init__(self, store: str, names: Sequence[str] = ()) -> None:
        self.url = store
        folders = [Path(each) for each in names if (Path(each) / FRONT).is_file()]
        self.here = folders[-1] if folders else Path()
        self._folder = TemporaryDirectory(prefix="releases-")
        self._store: SqliteStore | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()
        if self._store:
            self._store.close()

    @property
    def store(self) -> SqliteStore:
        """The store; it must be there already, looking makes none."""
        if self._store is None:
            if not store_file(self.url).is_file():
                tried = ".demo/bot.db" if (self.here / ".demo/bot.db").is_file() else "PATH"
                hint = f"name it with --store sqlite:///{tried}"
                raise UnknownVersionError(f"there is no store at {self.url}; {hint}")
            self._store = open_store(self.url)
        return self._store

    @property
    def bot(self) -> str:
        """The name in the store of the bot that is here; of a broken one, the only bot of the store."""
        front = Fitted(Front, read((self.here / FRONT).read_bytes(), FRONT)).model
        name = front and (front.id or slug(front.bot))
        known = [row["bot"] for row in self.store.database["meta"].rows_where("name = ?", [INDEX])]
        if name in known:
            return str(name)
        if len(known) != 1:
            raise UnknownVersionError(f"the store has {len(known)} bots with releases, none is '{name}'")
        return str(known[0])

    def list(self) -> Sequence[Release]:
        """All releases, the newest first."""
        return releases(self.store, self.bot)

    def sizes(self) -> Iterator[tuple[Release, Size]]:
        """All releases, the newest first, with how much each differs from the one before."""
        kept = self.list()
        texts = [files_of(self.store, self.bot, each.id) or {} for each in kept]
        for release, before, after in zip(kept, [*texts[1:], {}], texts, strict=True):
            yield release, compared(before, after)

    def files(self, name: str) -> Files:
        """The files of a release; the beginning of its name is enough."""
        found = {each.id for each in self.list() if each.id.startswith(name)}
        if len(found) != 1:
            many = f"{len(found)} releases are called so"
            raise UnknownVersionError(f"'{name}' is no folder with {FRONT}, and {many}")
        return files_of(self.store, self.bot, found.pop()) or {}

    def assemble(self, name: str) -> Assembly:
        """The bot of a folder or release. FlowsError tells what is wrong with it."""
        path = Path(name)
        if (path / FRONT).is_file():
            return assemble(path)
        folder = Path(self._folder.name) / name.replace("/", "_")
        write(folder, self.files(name))
        return assemble(folder, plugins=self.here)

    def put(self, folder: Path, files: Files) -> None:
        """Make the bot of a folder consist of these files: others of its flows and translations go."""
        write(folder, {name: text for name, text in files.items() if name != FRONT})
        for name in present(folder).keys() - files.keys():
            (folder / name).unlink()
        write(folder, {FRONT: files[FRONT]})

    def landings(self, new: Assembly) -> Iterator[Landing]:
        """Where each chat of the store would go on; what nobody can read begins anew."""
        for person in self.store.people(self.bot):
            snapshot = self.store.conversation(self.bot, person.user)
            role = person.account.role if person.account else ""
            try:
                found = snapshot and landing(new.engine, snapshot, role)
            except SnapshotError:
                found = Landing("?", new.bot.start, "home")
            if found:
                yield found


def compared(before: Files, after: Files) -> Size:
    """What was changed from one version to the next."""
    changed = [file for file in {*before, *after} if before.get(file) != after.get(file)]
    pairs = [(before.get(file, "").splitlines(), after.get(file, "").splitlines()) for file in changed]
    signs = [line[0] for old, new in pairs for line in [*unified_diff(old, new, n=0, lineterm="")][2:]]
    return Size(len(changed), signs.count("+"), signs.count("-"))


def write(folder: Path, files: Files) -> None:
    """Write the files of a version into a folder, each at once."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)


def present(folder: Path) -> Files:
    """The files of the bot in a folder, however they are."""
    names = [FRONT, *flow_files(folder), *(each.relative_to(folder).as_posix() for each in folder.glob(PO))]
    return {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file()}
