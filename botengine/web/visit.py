"""A visit: one request to a page, who makes it, in which language, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from botengine.values import Account
from botengine.web.html import environment
from botengine.web.page import Missing, Page, Wrong, order, panel_page
from botengine.web.site import Site
from botengine.web.words import N_, choose, of_browser, translations

AGES = 400 * 86_400  # seconds: the longest that browsers keep a cookie
AGAIN = N_("Please give your password once more.")
LONG = 500  # characters of one field, where a page does not say otherwise


class Visit:
    """What the functions of a page get. `form`: what was posted, {} when the page is just looked at."""

    def __init__(self, site: Site, page: Page, request: Request, form: Mapping[str, str]) -> None:
        self.site, self.page, self.request, self.form = site, page, request, form
        self.problem, self.status = "", 200
        self._headers: list[tuple[str, str]] = []
        by_hand = request.headers.get("sec-fetch-dest") != "empty"  # else a script looks for news
        self.session = site.entrance.session(self.cookie("session"), used=by_hand)
        found = site.accounts.get(site.id, self.session.account) if self.session else None
        self.candidate = found if found and found.active else None  # may still lack the second step
        whole = self.session is not None and self.session.whole
        self._account = self.candidate if whole else None
        own = [self._account.user.language] if self._account else []
        wanted = of_browser(request.headers.get("accept-language", ""))
        self.language = choose([*own, *wanted, site.spec().language])

    @property
    def account(self) -> Account:
        """Who is logged in; Missing on pages for anyone."""
        if self._account is None:
            raise Missing
        return self._account

    @property
    def logged_in(self) -> bool:
        return self._account is not None

    @property
    def is_operator(self) -> bool:
        return self._account is not None and self.site.is_operator(self._account)

    @property
    def must_set_up(self) -> bool:
        """Whether a second step is demanded of this operator, who has none yet."""
        login = self.site.entrance.login(self.account.user.id) if self.site.demanding else None
        return login is not None and self.is_operator and not login.app

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def base(self) -> str:
        """The address of this machine as the browser sees it, without a path."""
        return self.site.public_url or str(self.request.base_url).rstrip("/")

    def _(self, sentence: str, **values: object) -> str:
        """The sentence in the visitor's language, `{names}` filled in."""
        said = translations(self.language).gettext(sentence)
        return said.format(**values) if values else said

    @property
    def done(self) -> str:
        """The sentence of what has just been done, see Post."""
        post = self.page.posts.get(self.request.query_params.get("done", ""))
        return self._(post.done) if post and post.done and not self.problem else ""

    @property
    def way_in(self) -> str:
        """The log-in that leads to this page."""
        asked = f"?{self.request.url.query}" if self.request.url.query and not self.form else ""
        return f"/login?next={quote(self.here + asked)}"

    @property
    def query(self) -> str:
        """What follows the path of the log-in's forms: the page that was asked for."""
        asked = self.request.query_params.get("next", "")
        return f"?next={quote(asked)}" if asked else ""

    def menu(self) -> Iterator[tuple[Page, int]]:
        """The pages of the menu that this person may see, each with its number."""
        own = [panel_page(name, mark.title) for name, mark in self.site.panels_for(self.account.user).items()]
        for page in sorted([*own, *(self.site.menu if self.is_operator else [])], key=order):
            yield page, page.entry.count(self.site) if page.entry and page.entry.count else 0

    def at(self, page: Page) -> bool:
        """Whether this is the page of the menu, or one below it."""
        return f"{self.here}/".startswith(f"{page.path}/")

    @property
    def here(self) -> str:
        """The path of this page, without /web and without the post's name."""
        path = self.page.path
        for name in self.request.path_params:
            path = path.replace(f"{{{name}}}", self.part(name))
        return path

    @property
    def fresh(self) -> bool:
        """Whether the password was given a moment ago, so that it need not be asked for again."""
        return self.session is not None and self.site.entrance.is_fresh(self.session)

    def confirm(self) -> None:
        """Wrong, unless the password was given in the last minutes or stands in the form."""
        given = self.form.get("again", "")
        if self.session is None or not (
            self.fresh or (given and self.site.entrance.confirm(self.session, given))
        ):
            raise Wrong(AGAIN)

    def part(self, name: str) -> str:
        """A part of the path in braces."""
        return str(self.request.path_params[name])

    def field(self, name: str, most: int = LONG) -> str:
        """A field of the form, without spaces around it."""
        return self.form.get(name, "").strip()[:most]

    def attributes(self) -> dict[str, str]:
        """A person's attributes in a form: the fields `attribute NAME` that are not empty."""
        start = "attribute "
        found = {name: text.strip()[:LONG] for name, text in self.form.items() if name.startswith(start)}
        return {
            name.removeprefix(start): text
            for name, text in found.items()
            if text and name.isprintable() and text.isprintable()
        }

    def record(self, action: str, target: str, before: Any = None, after: Any = None) -> None:
        """Write a deed into the audit log."""
        who = self._account.user.id if self._account else ""
        self.site.audit.record(self.site.id, who, action, target, before=before, after=after).result()

    # -- answers

    def render(self, template: str, **values: Any) -> Response:
        """The page, as HTML. Templates know `visit` and `now` besides what is given."""
        page = environment(self.language).get_template(template)
        html = page.render(visit=self, site=self.site, now=self.site.clock.time(), **values)
        return self._finished(HTMLResponse(html, self.status))

    def answer(self, response: Response) -> Response:
        """Something that is no page: a picture, a file, a stream."""
        return self._finished(response)

    def still_welcome(self) -> bool:
        """For answers that take long: whether the session and the right to all pages still hold."""
        session = self.site.entrance.session(self.cookie("session"), used=False)
        found = self.site.accounts.get(self.site.id, session.account) if session else None
        return found is not None and self.site.is_operator(found)

    def go(self, path: str) -> Response:
        """Go on with another page: `/people`."""
        return self._finished(RedirectResponse(f"/web{path}", 303))

    def header(self, name: str, value: str) -> None:
        """One more header of the answer."""
        self._headers.append((name, value))

    # -- cookies

    def cookie(self, name: str) -> str:
        return self.request.cookies.get(self._cookie_name(name), "")

    def set_cookie(self, name: str, value: str, *, lasts: bool = False) -> None:
        """Empty values end a cookie. `lasts`: it outlives the browser's window."""
        age = "; Max-Age=0" if not value else f"; Max-Age={AGES}" if lasts else ""
        safe = "; Secure" if self.site.is_secure(self.request.url) else ""
        cookie = f"{self._cookie_name(name)}={value}; Path=/; HttpOnly; SameSite=Lax{age}{safe}"
        self.header("Set-Cookie", cookie)

    def _cookie_name(self, name: str) -> str:
        """Browsers refuse `__Host-` where there is no https, as on a developer's machine."""
        return f"__Host-{name}" if self.site.is_secure(self.request.url) else f"botengine-{name}"

    def _finished(self, response: Response) -> Response:
        for name, value in self._headers:
            response.headers.append(name, value)
        return response
