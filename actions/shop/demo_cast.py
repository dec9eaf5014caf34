"""The people of the demo shop, all invented, with telephone numbers that nobody can have."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from actions.shop.folding import searchable

GERMAN_GIVEN = (
    ("Anna", "anna"), ("Bernd", "bernd"), ("Clara", "clara"), ("Dieter", "dieter"), ("Eva", "eva"),
    ("Frank", "frank"), ("Greta", "greta"), ("Jürgen", "juergen"), ("Käthe", "kaethe"), ("Lena", "lena"),
    ("Otto", "otto"), ("Sören", "soeren"), ("Ursula", "ursula"), ("Zoë", "zoe"), ("Björn", "bjoern"),
    ("Jörg", "joerg"), ("Ida", "ida"), ("Matthias", "matthias"), ("Renate", "renate"), ("Tobias", "tobias"),
)  # fmt: skip
GERMAN_FAMILY = (
    ("Meier", "meier"), ("Müller", "mueller"), ("Meyer", "meyer"), ("Schäfer", "schaefer"),
    ("Weiß", "weiss"), ("Köhler", "koehler"), ("Vogel", "vogel"), ("Krüger", "krueger"),
    ("Lindqvist", "lindqvist"), ("Größler", "groessler"), ("Winter", "winter"), ("Brandt", "brandt"),
    ("Jäger", "jaeger"), ("Sommer", "sommer"), ("Nowak", "nowak"), ("Öztürk", "oeztuerk"),
    ("Hartmann-Böhm", "hartmann-boehm"), ("Falk", "falk"), ("Dvořák", "dvorak"), ("Łukasik", "lukasik"),
)  # fmt: skip
UKRAINIAN_GIVEN = (
    ("Олена", "olena"), ("Петро", "petro"), ("Ірина", "iryna"), ("Тарас", "taras"), ("Юлія", "yuliia"),
    ("Сергій", "serhii"), ("Наталія", "nataliia"), ("Богдан", "bohdan"), ("Мар'яна", "mariana"),
    ("Андрій", "andrii"),
)  # fmt: skip
UKRAINIAN_FAMILY = (
    ("Шевчук", "shevchuk"), ("Коваленко", "kovalenko"), ("Бондаренко", "bondarenko"),
    ("Їжакевич", "yizhakevych"), ("Лисенко", "lysenko"), ("Гриценко", "hrytsenko"), ("Мороз", "moroz"),
    ("Савчук", "savchuk"), ("Зінченко", "zinchenko"), ("Ґалаґан", "galagan"),
)  # fmt: skip
UKRAINIAN_SHARE = 0.3

# Germany keeps these number blocks free for films and books (Bundesnetzagentur); the length of the rest
FICTIONAL_GERMAN = (
    ("+493023125", 3),
    ("+496990009", 3),
    ("+494066969", 3),
    ("+4917139200", 2),
    ("+49176040690", 2),
)
# no network of Ukraine has the area code 00
FICTIONAL_UKRAINIAN = ("+38000", 7)

PARTNERS = (
    ("p1", "Kartenkontor Nord"),
    ("p2", "Theaterkasse am Ring"),
    ("p3", "Квиткова каса «Ліхтар»"),
)
FAMOUS = (  # the first people of every demo shop; the search for "Meier" has more than one page
    ("Anna Meier", "anna.meier"), ("Jürgen Müller", "juergen.mueller"), ("Käthe Müller", "kaethe.mueller"),
    ("Otto Meyer", "otto.meyer"), ("Олена Шевчук", "olena.shevchuk"), ("Bernd Meier", "bernd.meier"),
    ("Clara Meier", "clara.meier"), ("Dieter Meier", "dieter.meier"), ("Eva Meier", "eva.meier"),
    ("Frank Meier", "frank.meier"), ("Greta Meier", "greta.meier"), ("Петро Коваленко", "petro.kovalenko"),
    ("Lena Mueller", "lena.mueller"), ("Ida Meier-Öztürk", "ida.meier-oeztuerk"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A buyer of the demo; `partner` is where they usually buy, "" for the shop itself."""

    name: str
    email: str
    phone: str
    partner: str
    search: str


def person(n: int, rng: Random) -> Person:
    """Invent person number `n` (from 0)."""
    ukrainian = rng.random() < UKRAINIAN_SHARE
    if n < len(FAMOUS):
        name, mailbox = FAMOUS[n]
        ukrainian = not name.isascii() and mailbox.endswith(("shevchuk", "kovalenko"))
    else:
        name, mailbox = _invented(n, ukrainian, rng)
    email, phone = f"{mailbox}@example.test", _phone(ukrainian, rng)
    partner = rng.choice(("p1", "p1", "p2", "p3", ""))
    return Person(name, email, phone, partner, searchable([name, email], phone))


def _invented(n: int, ukrainian: bool, rng: Random) -> tuple[str, str]:
    given, mail_given = rng.choice(UKRAINIAN_GIVEN if ukrainian else GERMAN_GIVEN)
    family, mail_family = rng.choice(UKRAINIAN_FAMILY if ukrainian else GERMAN_FAMILY)
    return f"{given} {family}", f"{mail_given}.{mail_family}{n}"


def companion(buyer: str, rng: Random) -> str:
    """Name somebody who comes along."""
    given = rng.choice(UKRAINIAN_GIVEN if "Ѐ" <= buyer[0] <= "ӿ" else GERMAN_GIVEN)[0]
    return f"{given} {buyer.rsplit(maxsplit=1)[-1]}"


def _phone(ukrainian: bool, rng: Random) -> str:
    block, digits = FICTIONAL_UKRAINIAN if ukrainian else rng.choice(FICTIONAL_GERMAN)
    return f"{block}{rng.randrange(10**digits):0{digits}d}"
