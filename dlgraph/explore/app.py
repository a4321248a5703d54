"""The explorer: a full-screen browser of a glossary's graph, with its keys and its history."""

from __future__ import annotations

import os
import sys
from threading import Event, Thread
from time import monotonic
from typing import ClassVar
from urllib.parse import urlsplit

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.notifications import SeverityLevel
from textual.widgets import Footer, Input, Markdown, OptionList

from dlgraph import knowledge
from dlgraph.concept import Concept
from dlgraph.errors import DlgraphError
from dlgraph.explore import views
from dlgraph.explore.asker import Asker
from dlgraph.explore.help import Help
from dlgraph.explore.history import History
from dlgraph.explore.messages import Answered, Opened, Told
from dlgraph.explore.names import Names, Target
from dlgraph.explore.panes import Around, ConceptTree, Found, PageView, SearchBox, Switch, Trail
from dlgraph.explore.views import View
from dlgraph.glossary import Glossary
from dlgraph.knowledge import KnowledgeBase, Located
from dlgraph.render.page import Page

_NARROW = 100
_SHORT = 30
# Seconds between two lines on what the thread that asks is doing.
_TELL_EVERY = 0.1


class _UnwantedError(Exception):
    """Ends the work of a thread that nobody waits for any more."""


class Explorer(App[None]):
    """Shows a glossary: search box, tree, page and what lies around it.

    Args:
        glossary: the glossary.
        asker: answers questions; nothing of it is loaded before the first.
        start: the concept to begin with, by id, label or alias; the overview where there is none.

    Raises:
        UnknownConceptError: no concept is called ``start``.
    """

    TITLE = "dlgraph"
    CSS_PATH = "explorer.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_SHORT, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        # What moves the focus goes before the keys behind it, so that nobody types too fast.
        Binding("slash", "search", "Search", key_display="/", priority=True),
        Binding("t", "pane('tree')", "Tree", priority=True),
        Binding("p", "pane('page')", "Page", show=False, priority=True),
        Binding("r", "pane('around')", "Related", priority=True),
        Binding("b,alt+left,backspace", "backward", "Back"),
        Binding("f,alt+right", "forward", "Forward"),
        Binding("u", "broader", "Up"),
        Binding("y", "source", "Source"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("escape", "leave", show=False),
        Binding("g", "home", show=False),
        Binding("d", "colours", show=False),
    ]

    def __init__(self, glossary: Glossary, asker: Asker, start: str | None = None) -> None:
        super().__init__()
        self._glossary = glossary
        self._asker = asker
        self._page = Page(asker.place.corpus)
        self._names: Names | None = None
        first: Target | None = glossary[start] if start else None
        begin = views.view_of(glossary, first, self._page) if first else self._overview()
        self._history = History(begin)
        self._pane = "page"
        self._unwanted = Event()
        if "TEXTUAL_THEME" not in os.environ:
            self.theme = "textual-light" if _light_terminal() else "textual-dark"

    def _overview(self) -> View:
        path = self._asker.place.corpus
        near = os.path.relpath(path)
        return views.overview(self._glossary, str(path) if near.startswith(os.pardir) else near)

    def compose(self) -> ComposeResult:
        yield SearchBox(placeholder="Find a concept, or ask a question and press Enter", id="search")
        yield Found(id="found")
        yield Trail()
        yield Switch(id="switch")
        with Horizontal(id="panes"):
            for pane, title in (
                (ConceptTree(self._glossary), "Concepts" if len(self._glossary) else "FAQs"),
                (PageView(), "Page"),
                (Around(), "Related"),
            ):
                pane.border_title = title
                pane.add_class("pane")
                yield pane
        yield Footer(compact=True)

    async def on_mount(self) -> None:
        self.query_one(PageView).focus()
        await self._show_present()

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is shown now."""
        return self._history.now.view

    async def _show_present(self) -> None:
        visit = self._history.now
        self.query_one(Trail).fill(self._glossary, visit.view)
        self.query_one(Around).fill(self._glossary, visit.view.around)
        self._show_pane("page" if self._narrow else self._pane)
        if visit.view.subject is not None:
            self.query_one(ConceptTree).reveal(visit.view.subject, visit.view.way)
        await self.query_one(PageView).show(visit.view, visit.scroll)
        self.refresh_bindings()

    async def show(self, view: View) -> None:
        """Show something new."""
        if view.kind in ("page", "home"):
            self._give_up()
        self._history.leave(self.query_one(PageView).scroll_y)
        self._history.visit(view)
        await self._show_present()

    async def show_target(self, target: Target) -> None:
        """Show the page of a concept or an FAQ."""
        await self.show(views.view_of(self._glossary, target, self._page))

    async def _move(self, by: int) -> None:
        self._history.leave(self.query_one(PageView).scroll_y)
        if self._history.move(by):
            self._give_up()
            await self._show_present()

    async def action_backward(self) -> None:
        """Show what was shown before."""
        await self._move(-1)

    async def action_forward(self) -> None:
        """Show what was left by going back."""
        await self._move(1)

    async def action_home(self) -> None:
        """Show the overview."""
        await self.show(self._overview())

    async def action_open(self, id: str) -> None:
        """Show a concept."""
        await self.show_target(self._glossary.concepts[id])

    async def action_broader(self) -> None:
        """Show the concept above the present one, on the way from the top."""
        if above := self._above():
            await self.show_target(above[-1])

    def _above(self) -> list[Concept]:
        return [step for step in self.view.way if step is not self.view.subject or self.view.kind == "answer"]

    async def on_opened(self, event: Opened) -> None:
        await self.show_target(event.target)

    async def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Follow a link of the page; an address outside the glossary is told and copied, for nothing goes online."""
        event.stop()
        subject = self.view.subject
        page = subject.id if isinstance(subject, Concept) else ""
        target, _, anchor = event.href.partition("#")
        # An id may look like an address; an address that only ends like an id is none.
        if event.href in self._glossary.concepts:
            await self.action_open(event.href)
        elif urlsplit(event.href).scheme:
            self._copy(event.href, "leads out of the glossary")
        elif not target:
            event.markdown.goto_anchor(anchor)
        elif (id := self._glossary.resolve(target, page)) is not None:
            await self.action_open(id)
        else:
            self._tell(f"{event.href} is no page of this glossary.", "warning")

    # -- panes -----------------------------------------------------------------------------------------------------

    @property
    def _narrow(self) -> bool:
        return self.size.width < _NARROW

    def _show_pane(self, name: str) -> None:
        self._pane = name
        for pane in self.query(".pane"):
            pane.set_class(pane.id == name, "shown")
        count = sum(len(concepts) for _, concepts in self.view.around)
        self.query_one(Switch).fill(name, count)
        focused = self.focused
        if self._narrow and focused is not None and focused.has_class("pane") and focused.id != name:
            self.query_one(f"#{name}").focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget.has_class("pane"):
            self.query_one(Found).remove_class("shown")
            if event.widget.id != self._pane:
                self._show_pane(str(event.widget.id))

    def action_pane(self, name: str) -> None:
        """Go to a pane; where there is room for one only, show that one."""
        self._show_pane(name)
        self.screen.set_focus(self.query_one(f"#{name}"))

    # -- search and questions --------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Go to the search box; what stands in it is marked, so that typing replaces it."""
        box = self.query_one(SearchBox)
        self.screen.set_focus(box)
        box.action_select_all()

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        found = self.query_one(Found)
        query = event.value.strip()
        if query:
            self._names = self._names or Names(self._glossary)
            found.fill(self._glossary, query, self._names.find(query))
        found.set_class(bool(query), "shown")

    def action_found(self, move: str) -> None:
        """Move among what was found."""
        getattr(self.query_one(Found), f"action_{move}")()

    @on(Input.Submitted)
    async def _submit(self, event: Input.Submitted) -> None:
        if event.value.strip():
            await self._choose(event.value.strip())

    @on(OptionList.OptionSelected, "#found")
    async def _click(self) -> None:
        await self._choose(self.query_one(SearchBox).value.strip())

    async def _choose(self, query: str) -> None:
        """Open what is marked in the list of what was found, or ask."""
        target = self.query_one(Found).chosen
        self._close_search("page")
        if target is not None:
            await self.show_target(target)
        else:
            await self.ask(query)

    def _close_search(self, pane: str) -> None:
        self.query_one(SearchBox).value = ""
        self.query_one(Found).remove_class("shown")
        self.action_pane(pane)

    async def ask(self, question: str) -> None:
        """Ask the knowledge base, and show its answer when it comes."""
        self._give_up()
        await self.show(views.waiting(question, "Asking the glossary …"))
        self._unwanted = Event()
        # A thread that is no daemon, as those of workers, would keep a reader who quits waiting for an index.
        Thread(target=self._answer, args=(question, self._unwanted), daemon=True).start()

    def _answer(self, question: str, unwanted: Event) -> None:
        """Get an answer; runs in a thread, so that it only posts messages."""
        last = 0.0

        def tell(line: str) -> None:
            nonlocal last
            if unwanted.is_set():
                raise _UnwantedError
            # A build tells of its progress far more often than a screen can follow.
            if monotonic() - last > _TELL_EVERY:
                last = monotonic()
                self.post_message(Told(line))

        try:
            view = views.answer_view(self._glossary, self._asker.ask(question, tell), self._page)
        except _UnwantedError:
            return
        except DlgraphError as error:
            view = views.failure(question, str(error))
        except Exception as error:
            # Whatever went wrong, a reader should not lose the pages over one question, nor wait for ever.
            view = views.failure(question, f"{type(error).__name__}: {error}")
        if not unwanted.is_set():
            self.post_message(Answered(view))

    @property
    def _awaits(self) -> bool:
        return self.view.kind == "passing" and not self._unwanted.is_set()

    def _give_up(self) -> None:
        """Let an answer that is awaited come to nothing."""
        self._unwanted.set()

    async def action_quit(self) -> None:
        """Quit at once, whatever is still being asked."""
        self._give_up()
        self.exit()

    async def on_told(self, event: Told) -> None:
        if self._awaits:
            self._history.visit(views.waiting(self.view.title, event.line[:1].upper() + event.line[1:]))
            await self._show_present()

    async def on_answered(self, event: Answered) -> None:
        if self._awaits:
            await self.show(event.view)

    # -- the rest --------------------------------------------------------------------------------------------------

    async def action_leave(self) -> None:
        """Leave the search box, or an answer for what was shown before it."""
        if self.focused is self.query_one(SearchBox):
            self._close_search(self._pane)
        elif self.view.kind in ("answer", "passing"):
            await self._move(-1)

    def action_source(self) -> None:
        """Copy the file and line of what is shown."""
        source = self.view.source
        if source is not None:
            self._copy(f"{self._page.file(source)}:{source.line}", "")

    def _copy(self, text: str, note: str) -> None:
        self.copy_to_clipboard(text)
        self._tell(f"{text} {note}".strip(), title="Copied, where the terminal allows it")

    def _tell(self, text: str, severity: SeverityLevel = "information", title: str = "") -> None:
        self.notify(views.clean(text), severity=severity, title=title, markup=False)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help())

    def action_colours(self) -> None:
        """Change between dark and light."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tell which keys do something now; the footer shows the others dim, or not at all."""
        del parameters
        if len(self.screen_stack) > 1 and action in ("search", "pane"):
            return False
        if action in ("search", "backward", "forward") and isinstance(self.focused, SearchBox):
            return False
        if action == "forward":
            return self._history.can_move(1)
        able = {
            "backward": self._history.can_move(-1),
            "broader": bool(self._above()),
            "source": bool(self.view.source and self.view.source.file),
        }
        return able.get(action, True) or None


def _light_terminal() -> bool:
    """Tell whether the terminal says that it is light, as rxvt, Konsole and others do: COLORFGBG=0;15."""
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return ground.isdecimal() and int(ground) in (7, *range(9, 16))


def run(base: KnowledgeBase | Located, start: str | None = None) -> None:
    """Browse a glossary full-screen in the terminal, until its reader quits.

    Args:
        base: an open knowledge base, or the place of a corpus. Of a place the pages are read at once, while its index
            and its model wait for the first question.
        start: the concept to begin with, by id, label or alias. Default: an overview.

    Raises:
        CorpusError: the corpus is missing, empty or broken.
        UnknownConceptError: no concept is called ``start``.
        DlgraphError: there is no terminal.
    """
    glossary = base.glossary if isinstance(base, KnowledgeBase) else knowledge.glossary(base)
    asker = Asker(base)
    explorer = Explorer(glossary, asker, start)
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise DlgraphError("there is no terminal to explore in", cure="`dlgraph show` and `dlgraph tree` write text.")
    try:
        explorer.run()
    finally:
        asker.close()
