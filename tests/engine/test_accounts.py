"""Actions change people's own settings through `accounts`, and nothing else of them."""

from __future__ import annotations

import pytest

from botengine.errors import ActionError
from botengine.runtime.access import BotAccounts
from botengine.testing.accounts import MemoryAccounts
from botengine.testing.store import MemoryStore
from botengine.values import Account, User

FRONT = "start: main.menu\nroles: {admin: ['own.*']}"
ACTIONS = """
    from botengine import User, action
    from botengine.engine.accounts import Accounts

    @action("own.speak", effect="natural")
    def speak(user: User, accounts: Accounts) -> None:
        accounts.change(user.id, language="uk", muted=user.muted | {"placed"})

    @action("own.rise", effect="natural")
    def rise(user: User, accounts: Accounts) -> None:
        accounts.change(user.id, role="owner")
"""
MAIN = """
    screens:
      menu:
        text: "{{ user.name }} speaks {{ user.language }}"
        buttons:
          - {text: Ukrainian, do: own.speak, say: Done.}
          - {text: Rise, do: own.rise, say: Done.}
"""


@pytest.fixture(params=["memory", "store"])
def accounts(request):
    """What actions get, without and with a store, knowing one user."""
    if request.param == "memory":
        made = MemoryAccounts()
        made.put(User("u1", "Uma", "admin"))
        yield made
    else:
        store = MemoryStore()
        store.accounts.save("shop", Account(User("u1", "Uma", "admin")), "boss").result()
        yield BotAccounts(store.accounts, "shop")
        store.close()


def test_own_settings_can_be_changed(accounts):
    changed = accounts.change("u1", language="uk", quiet="22:00-07:00", muted=frozenset({"placed"}))
    assert accounts.get("u1") == changed
    assert (changed.user.language, changed.user.quiet, changed.user.muted) == (
        "uk",
        "22:00-07:00",
        {"placed"},
    )


@pytest.mark.parametrize("field", ["role", "name", "email", "attributes", "active"])
def test_who_somebody_is_cannot_be_changed(accounts, field):
    with pytest.raises(ActionError, match=f"may not change {field}"):
        accounts.change("u1", **{field: "x"})


def test_nobody_is_nobody(accounts):
    assert accounts.get("u2") is None
    with pytest.raises(Exception, match="no account 'u2'"):
        accounts.change("u2", language="uk")


def test_a_phone_sees_what_its_person_changed(make_phone):
    phone = make_phone(FRONT, {"main": MAIN}, ACTIONS, role="admin").open()
    phone.tap("Ukrainian")
    assert phone.text == "Done.\n\nUma speaks uk"
    assert phone.user.muted == {"placed"}


def test_an_action_that_reaches_for_a_role_fails(make_phone):
    phone = make_phone(FRONT, {"main": MAIN}, ACTIONS, role="admin").open().tap("Rise")
    assert phone.called[-1].outcome == "failed"
    assert phone.user.role == "admin"


def test_who_signs_out_on_a_phone_is_a_stranger_from_the_next_message_on(make_phone):
    actions = ACTIONS.replace('role="owner")', "language='')\n        accounts.leave(user.id)")
    phone = make_phone(FRONT, {"main": MAIN}, actions, role="admin").open().tap("Rise")
    assert phone.open().buttons == []
    assert "1234 5678" in phone.text
