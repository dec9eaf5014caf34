"""The page of `botengine preview`: one HTML file with phones, a list of screens, and a choice of roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from botengine.cli.preview_chat import bubbles, keyboard
from botengine.spec.bot import Bot
from botengine.viber.theme import BACKGROUND, Theme, theme_of

if TYPE_CHECKING:
    from botengine.cli.preview import Sight

STYLE = Path(__file__).parent / "static" / "preview.css"
BARS = (
    '<svg viewBox="0 0 44 12"><g fill="currentColor"><rect y="8" width="3" height="4" rx="1"/>'
    '<rect x="5" y="5.5" width="3" height="6.5" rx="1"/><rect x="10" y="3" width="3" height="9" rx="1"/>'
    '<rect x="15" width="3" height="12" rx="1"/><rect x="25" y="2" width="15" height="8" rx="2.5"/></g></svg>'
)
CHOICE = """
<script>
for (const box of document.querySelectorAll(".choice input")) box.addEventListener("change", () => {
  const ticked = (name) => [...document.querySelectorAll(`input[name=${name}]:checked`)];
  const on = (name) => ticked(name).map((each) => each.value);
  const roles = on("role"), languages = on("language"), questions = on("questions").length;
  for (const phone of document.querySelectorAll(".phone")) {
    const seen = phone.dataset.who.split(" ").some((role) => roles.includes(role));
    const { language, question } = phone.dataset;
    phone.hidden = !seen || !languages.includes(language) || (!questions && question);
  }
});
</script>
"""


def page(bot: Bot, sights: Sequence[Sight]) -> str:
    """The whole page; it needs no other file and no network."""
    theme = theme_of(bot.theme)
    groups = [(name, [*each]) for name, each in groupby(sights, key=_group)]
    links = "".join(f'<a href="#{name}">{escape(name)}</a>' for name, _ in groups)
    parts = "\n".join(_section(bot, name, each) for name, each in groups)
    return f"""<!doctype html>
<html lang="{escape(bot.language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(bot.name)}: all screens</title>
<style>{STYLE.read_text(encoding="utf-8")}{"".join(_looks(theme))}</style></head>
<body><nav><h1>{escape(bot.name)}</h1><p>{len(sights)} phones · made-up data</p>{_choice(sights)}{links}</nav>
<main>{parts}</main>{CHOICE}</body></html>
"""


def _group(sight: Sight) -> str:
    return sight.screen.id if sight.screen else sight.state


def _choice(sights: Sequence[Sight]) -> str:
    roles = dict.fromkeys(role for sight in sights for role in sight.who)
    languages = dict.fromkeys(sight.language for sight in sights)
    boxes = [_box("role", role, role or "everybody") for role in roles] if len(roles) > 1 else []
    boxes += [_box("language", each, each) for each in languages] if len(languages) > 1 else []
    if len(boxes) < len(roles):
        boxes += [
            f'<input type="checkbox" name="role" value="{escape(role)}" checked hidden>' for role in roles
        ]
    if len(languages) == 1:
        boxes += [
            f'<input type="checkbox" name="language" value="{each}" checked hidden>' for each in languages
        ]
    return f'<div class="choice">{"".join(boxes)}{_box("questions", "on", "questions")}</div>'


def _box(name: str, value: str, label: str) -> str:
    box = f'<input type="checkbox" name="{name}" value="{escape(value)}" checked>'
    return f"<label>{box} {escape(label)}</label>"


def _looks(theme: Theme) -> Iterator[str]:
    """The colours of the keys, as Viber gets them."""
    yield f".keyboard{{background:{BACKGROUND}}}"
    for style, look in theme.items():
        border = f"box-shadow:inset 0 0 0 1px {look.border};" if look.border else ""
        yield (
            f".key.{style}{{background:{look.background};color:{look.text};{border}text-align:{look.align};"
            f"font-weight:{650 if look.bold else 400};font-size:{12.5 if look.size == 'small' else 14}px}}"
        )


def _section(bot: Bot, name: str, sights: Iterable[Sight]) -> str:
    listed = [*sights]
    screen = listed[0].screen
    place = f"<code>{escape(f'{screen.place.file}:{screen.place.line}')}</code>" if screen else ""
    phones = "".join(_phone(bot, sight) for sight in listed)
    return f'<section id="{name}"><h2>{escape(name)} {place}</h2><div class="phones">{phones}</div></section>'


def _phone(bot: Bot, sight: Sight) -> str:
    state, _, question = sight.state.partition("?")
    case = state.removeprefix(_group(sight)).lstrip(".")
    captions = [f"<b>{escape(case)}</b>"] if case else []
    captions += [f"<i>? {escape(question)}</i>"] if question else []
    captions += [f"<span>{escape(each)}</span>" for each in (*filter(None, sight.who), sight.language)]
    keys = [shown.key for shown in sight.shown.keys] if sight.shown else []
    bubble = bubbles(sight.shown.message, keys) if sight.shown else ""
    if sight.problem:
        bubble = f'<div class="bubble problem">{escape(sight.problem)}</div>'
    asks = " asks" if sight.screen and sight.screen.ask and not question else ""
    seen = f'data-who="{escape(" ".join(sight.who))}" data-language="{escape(sight.language)}"'
    top = f'<div class="statusbar"><b>19:30</b><i></i>{BARS}</div>'
    avatar = f'<span class="avatar">{escape(_initials(bot.name))}</span>'
    return (
        f'<figure class="phone" {seen}{" data-question=1" if question else ""}>'
        f'<figcaption>{"".join(captions)}</figcaption><div class="device"><div class="screen">{top}'
        f"<header>{avatar}<strong>{escape(bot.name)}</strong></header>"
        f'<div class="scroll">{bubble}</div><div class="bar{asks}">Message…</div>{keyboard(keys)}'
        "</div></div></figure>"
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()
