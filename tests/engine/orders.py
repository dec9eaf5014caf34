"""A small bot that tells of orders: a menu, a question, a record, notices."""

from botengine.events import Told

FRONT = """
start: main.menu
types:
  Status: [open, paid]
  Order: {number: text, buyer: text, status: Status}
roles: {boss: ["orders.*"], clerk: [orders.get]}
everywhere:
  words: [{words: [menu], go: main.menu}]
  bottom:
    - {text: Back, back: true}
    - {text: Menu, go: main.menu}
  stale: That button is old.
  digest: "{{ count }} things happened"
  more: "and {{ count }} more"
"""
MAIN = """
screens:
  menu:
    text: Hello {{ user.name }}
    buttons: [{text: Note, go: note.write}]
"""
NOTE = """
data: {note: text}
screens:
  write:
    ask: note
    text: Your note?
    say: "Noted: {{ note }}"
    go: main.menu
"""
ORDERS = """
data: {number: text}
notices:
  placed:
    label: New orders
    takes: {number: text}
    load: {order: orders.get}
    text: |
      New order {{ order.number }}
      from {{ order.buyer }}
    line: "New {{ order.number }}"
    buttons:
      - {text: Open, go: order, set: {number: number}}
      - {text: Pay, do: orders.pay, say: Paid., when: order.status == "open"}
      - {text: Drop, do: orders.drop, confirm: "Drop {{ number }}?", say: Dropped., back: true}
  closed:
    label: Closing
    text: We close.
    roles: [boss]
screens:
  order:
    load: {order: orders.get}
    text: "Order {{ order.number }} is {{ order.status }}"
"""
ACTIONS = '''
"""Orders of one test."""
from dataclasses import dataclass
from typing import Literal
from botengine import action

ORDERS = {}

@dataclass
class Order:
    number: str
    buyer: str
    status: Literal["open", "paid"]

@action("orders.get")
def get(number: str) -> Order | None:
    return None if number == "gone" else Order(number, "Ann", ORDERS.get(number, "open"))

@action("orders.pay", effect="key")
def pay(number: str) -> None:
    ORDERS[number] = "paid"

@action("orders.drop", effect="key")
def drop(number: str) -> None:
    ORDERS.pop(number, None)
'''
FLOWS = {"main": MAIN, "note": NOTE, "orders": ORDERS}
PLACED, CLOSED = "orders.placed", "orders.closed"


def tell(phone, *numbers, name=PLACED):
    return phone.send(Told(tuple(Told.Item(name, {"number": each}, each) for each in numbers)))
