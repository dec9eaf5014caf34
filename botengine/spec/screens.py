"""Screens: from their blocks to the Bot's values."""

import re
from typing import Literal

from botengine.spec.bot import Ask, Case, Check, Listing, Load, NoticeSpec, Row, Screen
from botengine.spec.declared import Declared, mismatch
from botengine.spec.draft import Reading
from botengine.spec.model import CaseBlock, CheckBlock, NoticeBlock, RowBlock, ScreenBlock
from botengine.spec.moves import Cancel, Expr, Step
from botengine.spec.source import Map
from botengine.spec.steps import StepBuilder
from botengine.spec.types import INTEGER, LOCATION, PHONE, TEXT, Choice, Type
from botengine.spec.uses import Scope

PAGE_SIZE = 6  # rows of a page, unless the screen says otherwise
PAGING: Scope = {"page": INTEGER, "pages": INTEGER, "total": INTEGER}


class ScreenBuilder(StepBuilder):
    """Builds the screens of one flow."""

    def screen(self, name: str, block: ScreenBlock) -> Screen:
        """One screen with everything on it."""
        source, id_ = block.at, f"{self.flow}.{name}"
        self.draft.blocks[source.place] = source
        outside: Scope = {**self.own, **self.draft.user}
        loads, scope = self._loads(block, outside, id_)
        listing_scope = {**scope, **PAGING} if block.list_ is not None else scope
        reminders = block.remind if isinstance(block.remind, list) else filter(None, [block.remind])
        return Screen(
            id=id_,
            flow=self.flow,
            name=name,
            place=source.place,
            text=self.text(source, "text", listing_scope),
            buttons=tuple(self.button(each, id_, listing_scope) for each in block.buttons),
            load=loads,
            missing=self._step(block, "missing", id_, outside),
            switch=self._switch(block, scope),
            cases=self._cases(block, id_, listing_scope),
            ask=self._ask(block, id_, scope),
            listing=self._listing(block, id_, scope),
            picture=self.media(source, "picture", listing_scope),
            file=self.media(source, "file", listing_scope),
            remind=tuple(self.reminder(each, f"{id_}/remind:{n}", scope) for n, each in enumerate(reminders)),
        )

    def notice(self, name: str, block: NoticeBlock, types: Declared) -> NoticeSpec:
        """One notice; its expressions know what the event brings and what it loads, not the flow's data."""
        source, id_ = block.at, f"{self.flow}.{name}"
        self.draft.blocks[source.place] = source
        self.draft.refer_to_roles(source)
        if name in self.draft.models[self.flow].screens:
            place = self.draft.models[self.flow].at["notices"].key(name)
            message = f"a screen of flow '{self.flow}' is called '{name}' too"
            self.draft.note("duplicate-name", place, message, "choose another name")
        takes = types.fields(source, "takes")
        loads, scope = self._loads(block, {**takes, **self.draft.user}, id_)
        roles = frozenset(block.roles or self.draft.models[self.flow].roles)
        return NoticeSpec(
            id=id_,
            flow=self.flow,
            name=name,
            place=source.place,
            text=self.text(source, "text", scope),
            buttons=tuple(self.button(each, id_, scope) for each in block.buttons),
            load=loads,
            label=self.text(source, "label", {}),
            takes={each: type_ or TEXT for each, type_ in takes.items()},
            line=self.text(source, "line", scope),
            roles=roles,
            default=block.default,
        )

    def _step(self, block: ScreenBlock, key: str, id_: str, scope: Scope) -> Step | None:
        found = getattr(block, key)
        return self.step(found, f"{id_}/{key}", scope) if found else None

    def _cases(self, block: ScreenBlock, id_: str, scope: Scope) -> dict[str, Case]:
        made = {}
        for name, given in block.cases.items():
            case, place = given or CaseBlock(), block.at["cases"].key(name)
            buttons = tuple(self.button(each, f"{id_}.{name}", scope) for each in case.buttons)
            made[name] = Case(name, self.text(case.at, "text", scope), buttons, place)
        return made

    def _switch(self, block: ScreenBlock, scope: Scope) -> Expr | None:
        if block.switch is None:
            return None
        found, type_ = self.expr(block.at, "switch", scope), self.draft.uses[-1].type
        if isinstance(type_, Choice) and block.cases:
            self.draft.switches.append((block.at, type_))
        elif type_ and not isinstance(type_, Choice):
            message = f"a switch needs a closed list of values, not {type_.name}"
            self.draft.note("wrong-type", found.place, message, "declare its values in 'types'")
        return found

    def _loads(
        self, block: ScreenBlock | NoticeBlock, scope: Scope, owner: str
    ) -> tuple[tuple[Load, ...], Scope]:
        made = []
        scope = {**scope, **dict.fromkeys(block.at["load"].lost if block.load else ())}
        for name, spec in block.load.items():
            within = block.at["load"]
            source, key = (within, name) if isinstance(spec, str) else (spec.at, "do")
            type_ = self._answer(source, key, self.own.get(name), owner)
            given = {} if isinstance(spec, str) else spec.at.get("with") or {}
            made.append(Load(name, source[key], self.arguments(source, key, given, scope), type_ or TEXT))
            scope = {**scope, name: type_}
        return tuple(made), scope

    def _answer(self, source: Map, key: str, fallback: Type | None, owner: str) -> Type | None:
        """The type of what a reading action answers: its own word, else that of a field of the flow."""
        action = self.refer("action", source, key, self.draft.signatures.keys())
        signature = self.draft.signatures.get(action)
        if signature is None:
            return fallback
        type_ = signature.returns or fallback
        self.draft.readings.append(Reading(source.value(key), owner, action))
        if why := mismatch(type_, self.draft.plugins[action].returns):
            message = f"the answer of '{action}' does not fit: {why}"
            self.draft.note("wrong-type", source.value(key), message)
        if type_ is None:
            message, hint = f"'{action}' does not say what it answers", "annotate what the function returns"
            self.draft.note("untyped-answer", source.value(key), message, hint)
        return type_

    def _listing(self, block: ScreenBlock, id_: str, scope: Scope) -> Listing | None:
        if block.list_ is None or (block.row is None and block.line is None):
            return None
        source = block.at
        type_ = self._answer(source, "list", self.own.get(block.row.keep) if block.row else None, id_)
        within: Scope = {**scope, **PAGING, "row": type_}
        return Listing(
            action=block.list_,
            values=self.arguments(source, "list", source.get("with") or {}, scope),
            row_type=type_ or TEXT,
            row=self._row(block.row, id_, within, type_, tile=block.as_ == "carousel") if block.row else None,
            page_size=block.page_size or PAGE_SIZE,
            empty=self._step(block, "empty", id_, {**scope, **PAGING}),
            open_single=block.open_single,
            line=self.text(block.at, "line", within),
            carousel=block.as_ == "carousel",
        )

    def _row(self, block: RowBlock, id_: str, within: Scope, type_: Type | None, *, tile: bool) -> Row:
        if block.button is not None and not tile:
            message = "'button' means nothing without 'as: carousel'"
            self.draft.note("misplaced-key", block.at.key("button"), message)
        step = self.step(block, f"{id_}/row", within, type_)
        text = self.text(block.at, "text", within, "label")
        assert text is not None
        button = self.text(block.at, "button", within, "label")
        return Row(text, step, block.style, self.media(block.at, "picture", within), button)

    def _ask(self, block: ScreenBlock, id_: str, scope: Scope) -> Ask | None:
        if block.ask is None:
            return None
        name = self.refer("field", block.at, "ask", self.own)
        field = self.own.get(name)
        check = self._check(block.check, field, id_, scope)
        share: Literal["", "share_phone", "location"] = "location" if check.type is LOCATION else ""
        if block.share:
            share = "share_phone"
            if check.type is not PHONE:
                message = f"only a phone number can be shared, and '{name}' is {check.type.name}"
                self.draft.note("misplaced-key", block.at.key("share"), message)
        return Ask(block.ask, check, self.step(block, f"{id_}/answer", scope), share)

    def _check(self, block: CheckBlock | None, field: Type | None, id_: str, scope: Scope) -> Check:
        if block is None:
            return Check(field or TEXT)
        source, type_ = block.at, field
        if block.type is not None:
            known = self.draft.types
            self.refer("type", source, "type", known.keys())
            type_ = known.get(block.type)
            self.demand_fit(source.value("type"), "the asked field", field, type_)
        self._demand_pattern(source)
        then = None
        if block.then == "cancel":
            then = Step(f"{id_}/tries", source.value("then"), move=Cancel())
        elif block.then is not None:
            then = self.step(block.then, f"{id_}/tries", scope)
        return Check(
            type=type_ or TEXT, min_length=block.min_length, max_length=block.max_length, minimum=block.min,
            maximum=block.max, pattern=block.pattern, otherwise=self.text(block.at, "otherwise", scope),
            tries=block.tries, then=then,
        )  # fmt: skip

    def _demand_pattern(self, source: Map) -> None:
        try:
            re.compile(source.get("pattern") or "")
        except re.error as error:
            message = f"no regular expression: {error.msg}"
            self.draft.note("wrong-value", source.value("pattern"), message)
