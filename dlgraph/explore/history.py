"""Where someone has been, back and forward, as in any browser."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dlgraph.explore.views import View


@dataclass(frozen=True, slots=True)
class Visit:
    """A view, and how far its page was scrolled when it was left."""

    view: View
    scroll: float = 0


class History:
    """Views in the order they were seen, and the present one among them.

    Args:
        first: the view to begin with.
    """

    def __init__(self, first: View) -> None:
        self._visits = [Visit(first)]
        self._at = 0

    @property
    def now(self) -> Visit:
        """The present view."""
        return self._visits[self._at]

    def leave(self, scroll: float) -> None:
        """Note how far the present page is scrolled."""
        self._visits[self._at] = replace(self.now, scroll=scroll)

    def visit(self, view: View) -> None:
        """Make a view the present one; what lay forward is forgotten, and so is a present view that was passing."""
        kept = self._visits[: self._at + (self.now.view.kind != "passing")]
        if not kept or kept[-1].view != view:
            kept.append(Visit(view))
        self._visits, self._at = kept, len(kept) - 1

    def can_move(self, by: int) -> bool:
        """Tell whether there is a view that many steps away."""
        return 0 <= self._at + by < len(self._visits)

    def move(self, by: int) -> bool:
        """Go that many steps forward, or back where negative; tell whether there was such a view."""
        if not self.can_move(by):
            return False
        if self.now.view.kind == "passing" and by < 0:
            del self._visits[self._at :]
        self._at += by
        return True
