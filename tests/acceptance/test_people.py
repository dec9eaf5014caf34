"""People get in and out while the bot runs, by commands of another process; a killed bot forgets nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.acceptance.demo import ROOT

CODE = re.compile(r"\d{4} \d{4}")


def people(demo, *arguments: str) -> str:
    """`botengine people ...` upon the demo's store."""
    environ = {
        **os.environ,
        "BOTENGINE_FLOWS": str(ROOT),
        "BOTENGINE_STORE": f"sqlite:///{demo.data / 'bot.db'}",
    }
    command = [sys.executable, "-m", "botengine", "people", *arguments]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def code_of(phone) -> str:
    return CODE.search(phone.text)[0]


def test_a_stranger_is_approved_by_the_code_and_gets_the_menu(demo):
    phone = demo.handset("stranger").type("Hallo, ich bin's")
    people(demo, "approve", code_of(phone), "--new", "Frieda", "--role", "admin")
    phone.wait_for("Guten Tag, Frieda!")
    assert "angemeldet" in phone.text
    phone.type("1042")
    assert "1042" in phone.text


def test_an_approval_given_while_the_bot_is_dead_arrives_once(demo):
    phone = demo.handset("stranger").type("Hallo")
    code = code_of(phone)
    demo.kill()
    people(demo, "approve", code, "--new", "Frieda", "--role", "partner")
    demo.start()
    phone.wait_for("Guten Tag, Frieda!").settle()
    demo.kill()
    demo.start()
    phone.settle()
    assert sum("Guten Tag, Frieda!" in text for text in phone.heard) == 1


def test_the_press_after_a_revocation_is_a_strangers(demo):
    phone = demo.handset("admin").open()
    people(demo, "revoke", "admin")
    phone.tap(phone.labels[0])
    assert "noch nicht freigegeben" in phone.text
    assert phone.labels == []


def test_an_invite_leads_straight_to_the_menu_and_only_one_person(demo):
    made = people(demo, "add", "Frieda", "--role", "partner")
    link = people(demo, "invite", made.split()[-1], "--uri", "demo").strip()
    phone = demo.handset("stranger").do("open", context=link.partition("&context=")[2])
    assert "Guten Tag, Frieda!" in phone.text
    admin = demo.handset("admin").do("open", context=link.partition("&context=")[2])
    assert "Frieda" not in admin.text
