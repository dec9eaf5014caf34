"""The way in and out: log-in, second step, sessions, one-time links. Knows no pages."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from botengine.clock import Clock
from botengine.errors import StoreFullError
from botengine.runtime.ports import Store
from botengine.runtime.sessions import Pass, Sessions
from botengine.values import Account
from botengine.web import codes
from botengine.web.codes import digest
from botengine.web.passwords import Passwords
from botengine.web.throttle import Pace, TooOften

IDLE, WHOLE = 30 * 60.0, 12 * 3600.0  # seconds without a request, and in all, after which a session ends
FRESH = 10 * 60.0  # seconds after a password was given in which sensitive things need no new one
LINK = 24 * 3600.0  # seconds that a one-time link is valid
DEVICE = 180 * 86_400.0  # seconds that a browser is known, in which somebody has logged in
TOUCH = 60.0  # seconds between two notes of when a session was used last
ADDRESS, NAME = Pace(20, 6.0), Pace(10, 20.0)  # tries from one address, and with one name by strangers
KNOWN, CODE = Pace(10, 20.0), Pace(5, 60.0)  # tries with one name from a known browser; second steps


class Login(msgspec.Struct, frozen=True):
    """How an account proves itself. `password`: argon2; `app`: the sealed key of an authenticator app."""

    password: str
    app: bytes = b""
    at: float = 0.0  # the last time, seconds since 1970; 0: never


class Session(msgspec.Struct, frozen=True):
    """Somebody who is logged in. `whole`: False while the second step is missing."""

    account: str
    key: str
    created: float
    seen: float
    confirmed: float  # when the password was given last
    address: str = ""
    agent: str = ""
    whole: bool = True


class Entrance:
    """Lets accounts of one bot in."""

    def __init__(self, bot: str, store: Store, clock: Clock, passwords: Passwords) -> None:
        self.bot, self._clock, self.passwords = bot, clock, passwords
        self._directory = store.accounts
        self._passes: Sessions = store.sessions

    # -- passwords

    def login(self, account: str) -> Login | None:
        found = self._passes.get(self.bot, "login", account)
        return None if found is None else msgspec.json.decode(found.value, type=Login)

    def has_password(self, account: str) -> bool:
        return self._passes.get(self.bot, "login", account) is not None

    def save(self, account: str, login: Login) -> None:
        kept = Pass("login", account, account, msgspec.json.encode(login))
        self._passes.keep(self.bot, kept).result()

    def set_password(self, account: str, password: str) -> None:
        """Browsers that were known are strangers again, and unused links end."""
        old, hashed = self.login(account), self.passwords.hash(password)
        self.save(account, msgspec.structs.replace(old, password=hashed) if old else Login(hashed))
        for kind in ("device", "link"):
            self._passes.drop(self.bot, kind, account).result()

    def named(self, name: str) -> Account | None:
        """The account with this id, or else the only one with this e-mail address."""
        wanted, everybody = name.strip().casefold(), self._directory.all(self.bot)
        same = [each for each in everybody if each.user.email.casefold() == wanted != ""]
        return next((each for each in everybody if each.user.id == name.strip()), None) or (
            same[0] if len(same) == 1 else None
        )

    def check(self, name: str, password: str, address: str, device: str = "") -> Account | None:
        """The active account, if the password is right. TooOften tells when the next try is allowed."""
        account = self.named(name)
        known = self._passes.get(self.bot, "device", digest(device)) if device else None
        if account and known and known.account == account.user.id:
            self._pace(f"device {known.key}", KNOWN)
        else:
            self._pace(f"address {address}", ADDRESS)
            self._pace(f"name {name.strip().casefold()[:100]}", NAME)
        login = self.login(account.user.id) if account and account.active else None
        fits = self.passwords.fits(password, login.password if login else None)
        return account if fits else None

    def confirm(self, session: Session, password: str) -> bool:
        """The password once more, before something sensitive."""
        self._pace(f"confirm {session.key}", KNOWN)
        login = self.login(session.account)
        if not login or not self.passwords.fits(password, login.password):
            return False
        self._renew(msgspec.structs.replace(session, confirmed=self._clock.time()))
        return True

    def is_fresh(self, session: Session) -> bool:
        return self._clock.time() - session.confirmed < FRESH

    # -- the second step

    def second_step(self, account: str, given: str, key: str) -> bool:
        """A code of the app with this key, or a recovery code; each is good once."""
        self._pace(f"code {account}", CODE)
        given = codes.bare(given)
        step = codes.step_of(key, given, self._clock.time())
        if step is not None:
            used = Pass("used", f"{account} {step}", account, until=self._clock.time() + 10 * codes.STEP)
            fits = self._passes.add(self.bot, used).result()
        else:
            fits = self._passes.take(self.bot, "recovery", digest(f"{account} {given}")).result() is not None
        if fits:
            self._passes.take(self.bot, "pace", digest(f"code {account}")).result()
        return fits

    def new_recovery_codes(self, account: str) -> list[str]:
        """They replace the former ones."""
        self._passes.drop(self.bot, "recovery", account).result()
        made = codes.new_recovery_codes()
        for each in made:
            key = digest(f"{account} {codes.bare(each)}")
            self._passes.keep(self.bot, Pass("recovery", key, account)).result()
        return made

    def recovery_left(self, account: str) -> int:
        return len(self._passes.of(self.bot, "recovery", account))

    def forget_second_step(self, account: str) -> None:
        if login := self.login(account):
            self.save(account, msgspec.structs.replace(login, app=b""))
        self._passes.drop(self.bot, "recovery", account).result()

    # -- sessions

    def enter(self, account: str, address: str, agent: str, *, whole: bool = True) -> str:
        """Begin a session; the secret for its cookie."""
        token, now = codes.new_token(), self._clock.time()
        session = Session(account, digest(token), now, now, now, address, agent[:300], whole)
        self._passes.keep(self.bot, self._pass(session)).result()
        login = self.login(account)
        if whole and login:
            self.save(account, msgspec.structs.replace(login, at=now))
        return token

    def session(self, token: str, *, used: bool = True) -> Session | None:
        """The session of a cookie, if it still lasts; now and then it is noted that somebody is there."""
        found = self._passes.get(self.bot, "session", digest(token)) if token else None
        if found is None:
            return None
        session, now = msgspec.json.decode(found.value, type=Session), self._clock.time()
        if used and now - session.seen > TOUCH:
            session = msgspec.structs.replace(session, seen=now)
            with suppress(StoreFullError):  # pages can be looked at all the same, to see why
                self._renew(session)
        return session

    def sessions(self, account: str) -> list[Session]:
        """Those of an account that last, the newest first."""
        kept = self._passes.of(self.bot, "session", account)
        found = [msgspec.json.decode(each.value, type=Session) for each in kept]
        return sorted(found, key=lambda each: -each.seen)

    def leave(self, key: str) -> None:
        self._passes.take(self.bot, "session", key).result()

    def leave_everywhere(self, account: str, but: str = "") -> int:
        return self._passes.drop(self.bot, "session", account, but).result()

    def know(self, account: str, device: str) -> str:
        """The secret of a browser in which this account has logged in; a known one keeps its own."""
        known = self._passes.get(self.bot, "device", digest(device)) if device else None
        token = device if known and known.account == account else codes.new_token()
        kept = Pass("device", digest(token), account, until=self._clock.time() + DEVICE)
        self._passes.keep(self.bot, kept).result()
        return token

    def _pass(self, session: Session) -> Pass:
        until = min(session.created + WHOLE, session.seen + IDLE)
        return Pass("session", session.key, session.account, msgspec.json.encode(session), until)

    def _renew(self, session: Session) -> None:
        self._passes.renew(self.bot, self._pass(session)).result()

    # -- one-time links

    def link(self, account: str) -> str:
        """The secret of a link with which a password is set once; account "" for the first administrator."""
        self._passes.drop(self.bot, "link", account).result()
        token = codes.new_token()
        kept = Pass("link", digest(token), account, until=self._clock.time() + LINK)
        self._passes.keep(self.bot, kept).result()
        return token

    def linked(self, token: str) -> str | None:
        """The account whose password this link may set; None if it is not valid (any more)."""
        found = self._passes.get(self.bot, "link", digest(token))
        return None if found is None else found.account

    def use_link(self, token: str) -> str | None:
        """As `linked`, but afterwards it is not valid any more: of two at once, one gets it."""
        found = self._passes.take(self.bot, "link", digest(token)).result()
        return None if found is None else found.account

    def _pace(self, key: str, pace: Pace) -> None:
        if wait := self._passes.pace(self.bot, digest(key), *pace).result():
            raise TooOften(wait)
