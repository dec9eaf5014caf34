"""Steps and buttons: from their blocks to the Bot's values, with every name and expression noted."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botengine.spec.bot import Button, Reminder
from botengine.spec.draft import Draft, Kind
from botengine.spec.expressions import joined
from botengine.spec.model import MOVES, AfterBlock, ButtonBlock, StepBlock
from botengine.spec.moves import Back, Call, Cancel, Do, Expr, Go, Move, Return, Step, Text
from botengine.spec.parsing import seconds
from botengine.spec.places import Place
from botengine.spec.signatures import Parameter, Signature
from botengine.spec.source import Map
from botengine.spec.types import Type, fits
from botengine.spec.uses import Purpose, Scope, Use

ADDRESS = ("https://", "http://")  # how a text begins that is no expression


class StepBuilder:
    """Builds the steps of one flow, or of `everywhere` (flow "")."""

    def __init__(self, draft: Draft, flow: str) -> None:
        self.draft = draft
        self.flow = flow
        self.own = draft.fields.get(flow, {})

    # -- texts and expressions

    def text(self, source: Map, key: str, scope: Scope, purpose: Purpose = "text") -> Text | None:
        """The text of a key, None without the key."""
        code = source.get(key)
        if code is None:
            return None
        self.draft.use(Use(code, purpose, source, key, scope))
        return Text(code.rstrip("\n"), source.value(key))

    def expr(
        self, source: Map, key: str, scope: Scope, *, want: Type | None = None, purpose: Purpose = "value"
    ) -> Expr:
        """The expression of a key; numbers, true, false and an empty text stand for themselves."""
        code = literal(source[key])
        self.draft.use(Use(code, purpose, source, key, scope, want))
        return Expr(code, source.value(key))

    def media(self, source: Map, key: str, scope: Scope) -> Expr | None:
        """The file of a key: an expression, or an address that may contain {{ expressions }}."""
        code = source.get(key)
        if code is None or not code.startswith(ADDRESS):
            return None if code is None else self.expr(source, key, scope, purpose="media")
        self.draft.use(Use(code, "address", source, key, scope))
        return Expr(joined(code), source.value(key))

    def refer(self, kind: Kind, source: Map, key: str, known: Any, *, shown: str = "") -> str:
        """Note the name that stands as the value of a key; give what it means, mended if it is misspelt."""
        where = self._where(kind)
        return self.draft.refer(kind, source[key], source.value(key), known, where=where, shown=shown)

    def _where(self, kind: Kind) -> str:
        return f" in flow '{self.flow}'" if kind == "field" and self.flow else ""

    # -- steps

    def step(self, block: StepBlock, id_: str, scope: Scope, source_of_keep: Type | None = None) -> Step:
        """A step. `source_of_keep`: what `keep` stores when no action or flow answers (a list's row)."""
        source = block.at
        self.draft.blocks[source.place] = source
        self._demand_sense(block, row="row" in scope)
        values = {name: self._set(source, name, scope) for name in block.set_}
        signature = self._signature(block)
        if block.keep:
            row = None if block.do or block.call else source_of_keep
            self._keep(source, signature.returns if signature else row)
        say, send = self.text(source, "say", scope), self.media(source, "send", scope)
        move = self._move(block, scope)
        do = None
        if block.do is not None:
            otherwise = Step(f"{id_}:*", source.place, say=say, send=send, move=move)
            arguments = self.arguments(source, "do", source.get("with") or {}, scope)
            do = Do(block.do, arguments, self._then(block, id_, scope, signature), otherwise)
            say = send = move = None
        return Step(id_, source.place, values, block.keep, do, say, send, move)

    def reminder(self, block: AfterBlock, id_: str, scope: Scope) -> Reminder:
        """What happens after a time of silence."""
        try:
            after = seconds(block.after)
        except ValueError as error:
            self.draft.note("wrong-value", block.at.value("after"), str(error))
            after = 0.0
        return Reminder(after, self.step(block, id_, scope))

    def _then(self, block: StepBlock, id_: str, scope: Scope, signature: Signature | None) -> dict[str, Step]:
        outcomes = (*signature.outcomes, "failed") if signature else ()
        for name in block.then if signature else ():
            place = block.at["then"].key(name)
            where = f" of action '{block.do}'"
            self.draft.refer("outcome", name, place, outcomes, where=where)
        return {name: self.step(each, f"{id_}:{name}", scope) for name, each in block.then.items()}

    def _signature(self, block: StepBlock) -> Signature | None:
        if block.do is None:
            return None
        name = self.refer("action", block.at, "do", self.draft.signatures.keys())
        return self.draft.signatures.get(name) if name == block.do else None

    def _set(self, source: Map, name: str, scope: Scope) -> Expr:
        values = source["set"]
        self.draft.refer("field", name, values.key(name), self.own, where=self._where("field"))
        return self.expr(values, name, scope, want=self.own.get(name))

    def _keep(self, source: Map, answer: Type | None) -> None:
        name = self.refer("field", source, "keep", self.own)
        self.demand_fit(source.value("keep"), name, self.own.get(name), answer)

    def demand_fit(self, place: Place, name: str, want: Type | None, given: Type | None) -> None:
        """Note a value that goes where none of its type can be stored."""
        if want and given and not fits(want, given):
            message = f"'{name}' is {want.name}, and cannot store {given.name}"
            self.draft.note("wrong-type", place, message, "change the type, or store it in another field")

    # -- moves

    def _move(self, block: StepBlock, scope: Scope) -> Move | None:
        source = block.at
        given = {} if block.do is not None or "list" in source else source.get("with") or {}
        if block.go is not None:
            target = self.target(source, "go")
            flow = target.partition(".")[0]
            known = self.draft.fields.get(flow, {})
            return Go(target, self._given(given, known, scope, "field", f" in flow '{flow}'"))
        if block.call is not None:
            flow = self.refer("flow", source, "call", self.draft.models.keys()) or block.call
            called, fields = self.draft.models.get(flow), self.draft.fields.get(flow, {})
            takes = {name: Parameter(fields[name]) for name in called.takes} if called else None
            return Call(flow, self._supply(source, "call", given, scope, takes))
        if block.back:
            return Back()
        if block.cancel:
            return Cancel()
        if block.return_ is None:
            return None
        value = None if block.return_ is True else self.expr(source, "return", scope)
        return Return(value)

    @cached_property
    def _targets(self) -> set[str]:
        """How all screens are called here."""
        return self.draft.full_names | self.draft.screens.get(self.flow, set())

    def target(self, source: Map, key: str) -> str:
        """The full name of the screen that a key names; of the one that is meant, where it is misspelt."""
        name: str = source[key]
        full = name if "." in name or not self.flow else f"{self.flow}.{name}"
        meant = self.refer("screen", source, key, self._targets, shown=full)
        return meant if "." in meant or not meant else f"{self.flow}.{meant}"

    def arguments(self, source: Map, key: str, given: Any, scope: Scope) -> dict[str, Expr]:
        """Arguments of the action at `source[key]`: those given, and by name what the scope has."""
        signature = self.draft.signatures.get(source[key])
        return self._supply(source, key, given, scope, signature.parameters if signature else None)

    def _supply(
        self, source: Map, key: str, given: Any, scope: Scope, parameters: Mapping[str, Parameter] | None
    ) -> dict[str, Expr]:
        """What the action or flow at `source[key]` takes; all that is given to an unknown one."""
        if parameters is None:
            return {name: self.expr(given, name, scope) for name in given}
        types = {name: each.type for name, each in parameters.items()}
        values = self._given(given, types, scope, "argument", f" of '{source[key]}'")
        for name, each in parameters.items():
            if name in values:
                continue
            if name in scope:
                values[name] = Expr(name, source.value(key))
                self.draft.use(Use(name, "value", source, key, scope, each.type))
            elif each.required:
                message = f"'{source[key]}' needs '{name}', and there is no variable of that name here"
                hint = f"add 'with: {{{name}: ...}}'"
                self.draft.note("missing-argument", source.value(key), message, hint)
        return values

    def _given(
        self, given: Any, types: Mapping[str, Type | None], scope: Scope, kind: Kind, where: str
    ) -> dict[str, Expr]:
        """The expressions of `with`, by the names that the other side knows."""
        values = {}
        for name in given:
            meant = self.draft.refer(kind, name, given.key(name), types.keys(), where=where)
            values[meant or name] = self.expr(given, name, scope, want=types.get(meant))
        return values

    # -- buttons

    def button(self, block: ButtonBlock, owner: str, scope: Scope, prefix: str = "") -> Button:
        """A button of a screen, of a case (`flow.screen.case`), or of everywhere."""
        source = block.at
        text = self.text(source, "text", scope, "label")
        assert text is not None
        id_ = block.id or self._identity(block)
        step = self.step(block, f"{owner}/{prefix}{id_}", scope)
        return Button(
            id=id_,
            text=text,
            step=step,
            place=source.place,
            when=self.expr(source, "when", scope, purpose="condition") if block.when is not None else None,
            otherwise=self.text(source, "otherwise", scope),
            confirm=self.text(source, "confirm", scope),
            url=self.text(source, "url", scope, "label"),
            style=block.style,
            columns=block.columns or self.draft.theme[block.style].columns,
            picture=self.media(source, "picture", scope),
        )

    def _identity(self, block: ButtonBlock) -> str:
        if block.do is not None:
            return block.do
        if block.go is not None:
            full = block.go if "." in block.go or not self.flow else f"{self.flow}.{block.go}"
            return f"go:{full}"
        if block.call is not None:
            return f"call:{block.call}"
        if block.send is not None:
            return f"send:{'_'.join(re.findall(r'[A-Za-z0-9]+', block.send))}"
        return next((key for key in ("back", "cancel", "return", "url") if key in block.at), "stay")

    # -- keys that need each other

    def _demand_sense(self, block: StepBlock, *, row: bool) -> None:
        source = block.at
        moves = [key for key in MOVES if key in source]
        if len(moves) > 1:
            message = f"'{moves[1]}' and '{moves[0]}' cannot both happen"
            self.draft.note("several-moves", source.key(moves[1]), message, "keep one of them")
        if "keep" in source and not (row or "do" in source or "call" in source):
            message = "'keep' means nothing without 'do' or 'call'"
            self.draft.note("misplaced-key", source.key("keep"), message)
        if "url" in source and (moves or "do" in source):
            message = "a button that opens a web address can do nothing else"
            self.draft.note("misplaced-key", source.key("url"), message)


def literal(value: Any) -> str:
    """A YAML value as the source of an expression."""
    if isinstance(value, str):
        return value or '""'
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return repr(value)
