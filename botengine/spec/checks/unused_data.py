"""A data field is never written and never read."""

from botengine.spec.draft import Draft, Found

SEVERITY = "warning"


def check(draft: Draft) -> Found:
    if not draft.whole:
        return
    written = {name for kind, name in draft.named if kind == "field"}
    read = {(use.source.file, name) for use in draft.uses for name in use.names}
    for flow in draft.bot.flows.values():
        source = draft.blocks[flow.place]
        for name in flow.data:
            if name not in written and (source.file, name) not in read:
                yield source["data"].key(name), f"nothing uses '{name}'", "delete it"
