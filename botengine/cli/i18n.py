"""Translations: write all texts of a bot into its .po files, and check what translators made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import click

from botengine.cli.check import check as load
from botengine.spec.catalogues import JOINT, LOCALE, own_words, read_catalogues
from botengine.spec.extraction import Message, messages
from botengine.spec.load import Loaded
from botengine.spec.problems import format_problems

_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
RULES = frozenset({"missing-translation", "unused-translation", "wrong-translation"})
LANGUAGE = re.compile(r"[a-z]{2,3}")
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Texts in other languages: flows/locale/LANGUAGE.po, in the format of gettext."""


@command.command()
@click.argument("directory", type=DIRECTORY, default=".")
@click.option("--language", "-l", "added", multiple=True, help="Begin this language: two letters, as uk.")
def extract(directory: Path, added: tuple[str, ...]) -> None:
    """Bring the .po files up to date with the texts of the bot in DIRECTORY (default: here).

    Translations stay. A text that changed keeps its translation as a guess, marked as fuzzy, and a text
    that went moves to the end of the file.
    """
    if bad := [each for each in added if not LANGUAGE.fullmatch(each)]:
        raise click.BadParameter(f"'{bad[0]}' is no language: write two letters, such as uk")
    loaded = load(directory)
    _demand_sound(loaded)
    bot = loaded.bot
    assert bot is not None
    languages = sorted({*read_catalogues(directory), *added} - {bot.language})
    if not languages:
        raise click.UsageError("there is no translation yet; begin one with --language uk")
    (directory / LOCALE).mkdir(parents=True, exist_ok=True)
    found = messages(bot)
    for language in languages:
        file = directory / LOCALE / f"{language}.po"
        own = own_words(bot.language, language)  # the engine speaks these by itself
        asked = [each for source, each in found.items() if source not in own]
        file.write_text(renewed(directory, language, asked), encoding="utf-8")
        click.echo(f"{LOCALE}/{file.name}: {len(asked)} texts")


@command.command()
@click.argument("directory", type=DIRECTORY, default=".")
def check(directory: Path) -> None:
    """Tell what is missing, unused or wrong in the translations. Exit status 1 if anything is."""
    loaded = load(directory)
    _demand_sound(loaded, RULES)
    found = [each for each in loaded.problems if each.rule in RULES]
    if found:
        click.echo(format_problems(found, loaded.files))
    languages = ", ".join(sorted(read_catalogues(directory))) or "none"
    click.echo(f"{len(found)} problems in the translations ({languages})")
    raise SystemExit(1 if found else 0)


def _demand_sound(loaded: Loaded, but: frozenset[str] = frozenset()) -> None:
    """Of flows with errors nothing can be told, unless they are about these rules."""
    errors = [each for each in loaded.problems if each.severity == "error" and each.rule not in but]
    if errors:
        raise click.ClickException(f"the flows have errors\n{format_problems(errors, loaded.files)}")


def renewed(directory: Path, language: str, messages: Iterable[Message]) -> str:
    """The .po file of a language with exactly these messages: translations are kept, and similar ones
    are taken over as fuzzy. Texts that the bot no longer has move to the end, behind `#~`.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    file, template = directory / LOCALE / f"{language}.po", Catalog()
    for each in messages:
        forms = tuple(each.source.split(JOINT))  # gettext writes a pair, or one text
        template.add(
            forms if len(forms) > 1 else each.source,
            locations=[(each.file, 0)],
            auto_comments=[each.note] if each.note else [],
        )
    old = read_po(BytesIO(file.read_bytes()), locale=language) if file.exists() else Catalog(locale=language)
    old.header_comment = old.header_comment if file.exists() else ""
    old.fuzzy = False  # the header is as it must be
    old.update(template, update_creation_date=False)
    out = BytesIO()
    write_po(out, old, width=0, include_lineno=False)
    head, blank, body = out.getvalue().decode().lstrip("\n").partition("\n\n")
    return "\n".join(filter(_lasting, head.split("\n"))) + blank + body


def _lasting(header: str) -> bool:
    """Headers with times and names change without a reason; version control knows them better."""
    return not header.startswith('"') or header.removeprefix('"').partition(": ")[0] in _HEADERS
