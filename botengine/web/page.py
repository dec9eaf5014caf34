"""What a page is: a path, a title, a function that shows it, and functions for what can be posted to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

if TYPE_CHECKING:
    from botengine.web.site import Site
    from botengine.web.visit import Visit

Access = Literal["anyone", "person", "operator"]  # not logged in; every account; roles of `operators:` only


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu. `icon` is one of static/icons.svg; `count` stands beside it unless it is 0."""

    icon: str
    order: int
    count: Callable[[Site], int] | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """`POST <path>/<name>`. `act` changes something; it raises Wrong, or gives the page to go on with.

    Without one, the person sees the same page again, with the sentence `done`. `sensitive`: the password
    must have been given in the last minutes, or stand in the form (see `again` in templates/forms.html).
    """

    act: Callable[[Visit], Response | None]
    done: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """`GET /web<path>`; nothing is changed by it. Parts in braces are in `visit.request.path_params`."""

    path: str
    title: str
    show: Callable[[Visit], Response]
    posts: Mapping[str, Post] = field(default_factory=dict)
    access: Access = "operator"
    entry: Entry | None = None


def order(page: Page) -> int:
    """Where a page stands in the menu."""
    return page.entry.order if page.entry else 0


def panel_page(name: str, title: str) -> Page:
    """The line of the menu for a plug-in's page; pages/panels.py shows it."""
    return Page(f"/{name}", title, _never, entry=Entry("chart-column", 5))


def _never(_visit: Visit) -> Response:
    raise Missing


class Wrong(Exception):  # noqa: N818 - what a person entered, not a fault of the program
    """What was entered cannot be: the page is shown again, with this sentence above it. `values` fill it."""

    def __init__(self, sentence: str, status: int = 422, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.values = sentence, status, values


class Missing(Exception):  # noqa: N818 - see above
    """There is nothing of this name, or not for this person: nobody can tell which."""
