"""The keys of the explorer, told on a screen of their own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_HELP = (
    ("/", "find a concept by name, or ask a question"),
    ("Enter", "open what is marked; what ends in ? is asked"),
    ("Escape", "leave the search box, or go back from an answer"),
    ("Tab, Shift+Tab", "go to the next or previous pane"),
    ("t   p   r", "go to the tree, the page, the related concepts"),
    ("↑ ↓  j k", "move, or scroll the page; Space scrolls further"),
    ("→ ←", "open or close a branch; on the page, mark a link"),
    ("b  Alt+←", "back to what was shown before"),
    ("f  Alt+→", "forward again"),
    ("u", "up to the broader concept"),
    ("g", "the first page of the glossary"),
    ("y", "copy the file and line of the page"),
    ("d", "dark or light colours"),
    ("?   q", "this help; quit"),
)


class Help(ModalScreen[None]):
    """The keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        box = VerticalScroll(Static("\n".join(f"{keys:<16}{what}" for keys, what in _HELP), markup=False))
        box.border_title, box.border_subtitle = "Keys", "Escape closes"
        yield box
