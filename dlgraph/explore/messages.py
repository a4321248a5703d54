"""What the parts of the explorer tell one another."""

from __future__ import annotations

from textual.message import Message

from dlgraph.explore.names import Target
from dlgraph.explore.views import View


class Opened(Message):
    """Someone chose a concept or an FAQ."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


class Told(Message):
    """The thread that asks says what it is doing."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line

    def can_replace(self, message: Message) -> bool:
        """Tell that a later line makes an earlier one pointless where the screen is behind."""
        return isinstance(message, Told)


class Answered(Message):
    """The thread that asks is done."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
