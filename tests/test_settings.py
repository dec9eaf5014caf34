"""Settings come from the environment or from files, and are wrong all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from botengine.errors import SettingsError
from botengine.settings import SETTINGS, Secret, Settings

TOKEN = "445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9"


def wrong(**environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    return str(caught.value)


def test_an_empty_environment_gives_the_defaults():
    assert Settings.from_env({}) == Settings()
    assert Settings().store == "sqlite:///bot.db"


def test_an_empty_value_means_not_set():
    assert Settings.from_env({"BOTENGINE_PORT": ""}).port == 8080


def test_values_are_read_as_their_types():
    settings = Settings.from_env(
        {"BOTENGINE_PORT": "0", "BOTENGINE_FLOWS": "bots/shop", "SHOP_BACKEND": "pretix"}
    )
    assert (settings.port, settings.flows, settings.shop_backend) == (0, Path("bots/shop"), "pretix")


@pytest.mark.parametrize(
    "store", ["sqlite:///data/bot.db", "sqlite:////var/lib/bot.db", "postgresql://u@db/bot"]
)
def test_a_store_may_be_a_relative_or_absolute_file_or_a_server(store):
    assert Settings.from_env({"BOTENGINE_STORE": store}).store == store


@pytest.mark.parametrize("store", ["sqlite:///", "sqlite://bot.db", "postgresql://", "bot.db"])
def test_a_store_without_a_place_is_refused(store):
    assert "is not a store" in wrong(BOTENGINE_STORE=store)


def test_a_secret_can_come_from_a_file_without_its_line_break(tmp_path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    assert Settings.from_env({"BOTENGINE_VIBER_TOKEN_FILE": str(file)}).viber_token.reveal() == TOKEN


def test_a_setting_and_its_file_together_are_refused(tmp_path):
    assert "set twice" in wrong(BOTENGINE_SECRET="x" * 20, BOTENGINE_SECRET_FILE=str(tmp_path / "s"))


def test_a_missing_file_is_named():
    assert "BOTENGINE_SECRET_FILE=/nowhere/s" in wrong(BOTENGINE_SECRET_FILE="/nowhere/s")


def test_all_wrong_values_are_told_at_once():
    text = wrong(
        BOTENGINE_PORT="many", SHOP_BACKEND="ebay", BOTENGINE_STORE="mysql://x", BOTENGINE_SECRET="short"
    )
    assert [line.split()[0] for line in text.splitlines()[1:]] == [
        "BOTENGINE_STORE",
        "BOTENGINE_PORT",
        "BOTENGINE_SECRET",
        "SHOP_BACKEND",
    ]


@pytest.mark.parametrize("port", ["-1", "65536", "80.0", "٣", "1_0", " 80"])
def test_a_port_is_a_plain_number_below_65536(port):
    assert "is not a port" in wrong(BOTENGINE_PORT=port)


@pytest.mark.parametrize("url", ["example.test", "ftp://example.test", "https://", "javascript:alert(1)"])
def test_an_address_needs_a_scheme_and_a_host(url):
    assert "is not an address" in wrong(BOTENGINE_PUBLIC_URL=url)


def test_an_address_loses_its_last_slash():
    assert Settings.from_env({"PRETIX_URL": "https://tickets.example.test/"}).pretix_url[-1] != "/"


def test_a_token_with_a_line_break_inside_is_refused():
    assert "space or line break" in wrong(BOTENGINE_VIBER_TOKEN="445d\nabc")


def test_a_misspelt_name_is_told():
    assert "did you mean BOTENGINE_PORT?" in wrong(BOTENGINE_PROT="80")


def test_no_secret_is_shown_by_repr_or_str():
    settings = Settings.from_env(
        {
            "BOTENGINE_VIBER_TOKEN": TOKEN,
            "BOTENGINE_SMTP": "smtp://ann:hunter22@mail.example.test",
            "BOTENGINE_STORE": "postgresql://ann:hunter22@db.example.test/bot",
        }
    )
    shown = f"{settings!r} {settings.viber_token} {[settings.smtp]}"
    assert TOKEN not in shown
    assert "hunter22" not in shown


def test_no_error_repeats_a_secret_value():
    assert "hunter22" not in wrong(BOTENGINE_SECRET="hunter22", BOTENGINE_SMTP="hunter22")


def test_an_unset_secret_is_false():
    assert not Secret()
    assert Secret("x")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_every_setting_says_what_it_means(setting):
    assert setting.meaning
    setting.read(setting.default)
