"""The parts of the explorer's screen: the search box and what it finds, the tree, the page and what lies around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style as RichStyle
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content, Span
from textual.geometry import Region
from textual.style import Style
from textual.widgets import Input, OptionList, Static, Tree
from textual.widgets.option_list import Option
from textual.widgets.tree import TreeNode

from dlgraph import taxonomy
from dlgraph.concept import Concept
from dlgraph.explore.markup import PageText
from dlgraph.explore.messages import Opened
from dlgraph.explore.names import Match, Target, loose_faqs
from dlgraph.explore.views import View, clean, name_of
from dlgraph.glossary import Glossary
from dlgraph.text import one_line

_UP_DOWN: list[BindingType] = [
    Binding("j", "cursor_down", show=False),
    Binding("k", "cursor_up", show=False),
]


class SearchBox(Input):
    """Takes names and questions; the arrows move among what was found while typing goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open or ask"),
        Binding("down,ctrl+n", "app.found('cursor_down')", "Next"),
        Binding("up,ctrl+p", "app.found('cursor_up')", "Previous"),
        Binding("escape", "app.leave", "Close"),
        Binding("pagedown", "app.found('page_down')", show=False),
        Binding("pageup", "app.found('page_up')", show=False),
    ]


class Found(OptionList, can_focus=False):
    """What the search box found, and last the offer to ask what stands in it as a question."""

    def fill(self, glossary: Glossary, query: str, matches: Sequence[Match]) -> None:
        """Show matches; the first is marked, or the offer where there is none or the query ends as a question does."""
        self.matches = list(matches)
        offer = Content.assemble(("Ask: ", "$text-accent bold"), Content(clean(one_line(query))))
        self.set_options([*(Option(_found(glossary, match)) for match in matches), Option(offer)])
        self.highlighted = len(matches) if query.rstrip().endswith("?") else 0

    @property
    def chosen(self) -> Target | None:
        """What is marked, None for the offer to ask."""
        at = self.highlighted
        return self.matches[at].target if at is not None and at < len(self.matches) else None


def _found(glossary: Glossary, match: Match) -> Content:
    if not isinstance(match.target, Concept):
        return Content.assemble(Content(clean(one_line(match.target.question))), ("  FAQ", "dim"))
    notes = [f"also called {clean(match.alias)}"] if match.alias else []
    notes += [f"in {name_of(glossary, parent)}" for parent in glossary.broader(match.target)[:1]]
    note = Content("  " + ", ".join(notes)).stylize("dim")
    return Content.assemble(Content(name_of(glossary, match.target)), note if notes else "")


class ConceptTree(Tree[Target | None]):
    """The hierarchy, whose branches are made when they are first opened; FAQs without a concept stand at its end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_UP_DOWN,
        Binding("right,l", "deeper", show=False),
        Binding("left,h", "shallower", show=False),
    ]

    def __init__(self, glossary: Glossary) -> None:
        super().__init__("", id="tree")
        self._glossary = glossary
        self.show_root = False
        self.guide_depth = 2
        self.root.expand()

    def on_mount(self) -> None:
        self.auto_expand = False
        for branch in taxonomy.tree(self._glossary, depth=0):
            self._add(self.root, branch.concept)
        if faqs := loose_faqs(self._glossary):
            node = self.root.add(Text(f"FAQs ({len(faqs):,})"), None) if len(self._glossary) else self.root
            for faq in faqs:
                node.add_leaf(Text(clean(one_line(faq.question)) or faq.id), faq)
        if len(self.root.children) == 1:
            self._open(self.root.children[0])
        self.cursor_line = 0

    def _add(self, parent: TreeNode[Target | None], concept: Concept) -> None:
        label = name_of(self._glossary, concept)
        # A concept below itself is shown once more, and there the branch ends.
        if any(above.data is concept for above in _path(parent)):
            parent.add_leaf(Text(f"{label} ↺"), concept)
        else:
            parent.add(Text(label), concept, allow_expand=bool(self._glossary.narrower(concept)))

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Target | None]) -> None:
        event.stop()
        self._grow(event.node)

    def _grow(self, node: TreeNode[Target | None]) -> None:
        if isinstance(node.data, Concept) and not node.children:
            for child in self._glossary.narrower(node.data):
                self._add(node, child)

    def _open(self, node: TreeNode[Target | None]) -> None:
        self._grow(node)
        if node.allow_expand and not node.is_expanded:
            node.expand()

    def on_tree_node_selected(self, event: Tree.NodeSelected[Target | None]) -> None:
        event.stop()
        if event.node.data is None:
            event.node.toggle()
        else:
            self.post_message(Opened(event.node.data))

    def reveal(self, target: Target, way: Sequence[Concept]) -> None:
        """Put the cursor on a concept or an FAQ, opening what is above it.

        Args:
            target: what to find.
            way: the concepts from a top one down to it; see ``taxonomy.breadcrumb``.
        """
        if self.cursor_node is not None and self.cursor_node.data is target:
            return
        node = self.root
        for step in way or (target,):
            child = next((child for child in node.children if child.data is step), None)
            if child is not None:
                node = child
                if step is not target:
                    self._open(node)
        if node.data is target:
            # Nodes just opened have their lines after the next refresh.
            self.call_after_refresh(self.move_cursor, node)
            self.call_after_refresh(self._centre)

    def on_show(self) -> None:
        self.call_after_refresh(self._centre)

    def _centre(self) -> None:
        """Scroll so that what surrounds the cursor is seen too."""
        self.scroll_to(y=max(self.cursor_line - self.scrollable_content_region.height // 2, 0), animate=False)

    def action_deeper(self) -> None:
        """Open the branch, or go to its first concept."""
        node = self.cursor_node
        if node is not None and node.is_expanded and node.children:
            self.move_cursor(node.children[0])
        elif node is not None:
            self._open(node)

    def action_shallower(self) -> None:
        """Close the branch, or go to the concept above."""
        node = self.cursor_node
        if node is not None and node.is_expanded and node.children:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def render_label(self, node: TreeNode[Target | None], base_style: RichStyle, style: RichStyle) -> Text:
        """Return a label with its arrow, cut to the pane's width so that nothing hangs over its edge."""
        text = super().render_label(node, base_style, style)
        if not node.allow_expand:
            text = Text.assemble(("  ", base_style), text)
        room = self.scrollable_content_region.width - self.guide_depth * (len(_path(node)) - 2)
        if 8 < room < text.cell_len:
            text.truncate(room, overflow="ellipsis")
        return text


def _path(node: TreeNode[Target | None]) -> list[TreeNode[Target | None]]:
    path = [node]
    while (parent := path[-1].parent) is not None:
        path.append(parent)
    return path


class Around(OptionList):
    """The neighbours of what is shown, under their relations."""

    BINDINGS: ClassVar[list[BindingType]] = _UP_DOWN

    def __init__(self) -> None:
        super().__init__(id="around")
        self._targets: list[Concept] = []

    def fill(self, glossary: Glossary, groups: Sequence[tuple[str, Sequence[Concept]]]) -> None:
        """Show groups of concepts in place of those before."""
        options: list[Option | None] = []
        self._targets = []
        for title, concepts in groups:
            options.append(Option(Content(f"{title} ({len(concepts)})").stylize("bold $text-accent"), disabled=True))
            for concept in concepts:
                options.append(Option(_bulleted(name_of(glossary, concept)), id=str(len(self._targets))))
                self._targets.append(concept)
        if not options:
            options.append(Option(Content("Nothing lies around this."), disabled=True))
        self.set_options(options)
        self.highlighted = None
        self.scroll_home(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(Opened(self._targets[int(event.option_id)]))


def _bulleted(text: str) -> Table:
    """Return text behind a bullet, with its further lines indented."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row("·", Text(text))
    return grid


class PageView(VerticalScroll, can_focus=True):
    """The page, whose links can be walked with the arrows and followed with Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
        Binding("right,n", "step(1)", show=False),
        Binding("left,N", "step(-1)", show=False),
        Binding("enter", "follow", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="page")
        self._links: list[tuple[Static, Content, Span]] = []
        self._at: int | None = None

    def compose(self) -> ComposeResult:
        yield PageText()

    @property
    def text(self) -> PageText:
        """The text itself."""
        return self.query_one(PageText)

    async def show(self, view: View, scroll: float = 0) -> None:
        """Show a view's text, scrolled to where it was left."""
        self._links, self._at = [], None
        await self.text.show(view.parts)
        self._links = [
            (block, block.content, span)
            for block in self.text.query(Static)
            if isinstance(block.content, Content)
            for span in block.content.spans
            if isinstance(span.style, Style) and "@click" in span.style.meta
        ]
        self.call_after_refresh(self.scroll_to, y=scroll, animate=False)

    def action_step(self, by: int) -> None:
        """Mark the next link, or the first one that is in view."""
        if not self._links:
            return
        if self._at is None:
            shown = [at for at, (block, _, _) in enumerate(self._links) if self.content_region.overlaps(block.region)]
            self._at = (shown[0] if by > 0 else shown[-1]) if shown else (0 if by > 0 else len(self._links) - 1)
        else:
            block, content, _ = self._links[self._at]
            block.update(content)
            self._at = (self._at + by) % len(self._links)
        block, content, span = self._links[self._at]
        block.update(content.stylize("reverse bold", span.start, span.end))
        above = len(content[: span.start + 1].wrap(max(block.content_region.width, 1))) - 1
        top = block.content_region.y - self.content_region.y + int(self.scroll_y) + above
        self.scroll_to_region(Region(0, max(top - 1, 0), 1, 3), animate=False)

    async def action_follow(self) -> None:
        """Follow the marked link."""
        if self._at is not None:
            block, _, span = self._links[self._at]
            assert isinstance(span.style, Style)
            await block.run_action(span.style.meta["@click"])


class Trail(Static):
    """The way from the glossary down to what is shown; each step can be clicked."""

    def __init__(self) -> None:
        super().__init__(id="trail")
        self._steps: list[tuple[str, str]] = []
        self._title = ""

    def fill(self, glossary: Glossary, view: View) -> None:
        """Show the way to a view."""
        way = [step for step in view.way if step is not view.subject or view.kind == "answer"]
        self._steps = [(name_of(glossary, step), f"app.open({step.id!r})") for step in way]
        self._title = clean(view.title)
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        del event
        self._draw()

    def _draw(self) -> None:
        steps = [("Glossary", "app.home"), *self._steps]
        if self._title == "Glossary":
            steps = []
        room = max(self.content_region.width, 20)
        cut = False
        # The middle of a long way goes first: its ends say most.
        while len(steps) > 2 and sum(cell_len(name) + 3 for name, _ in steps) + 4 * cut + cell_len(self._title) > room:
            del steps[1 if len(steps) == 2 else len(steps) // 2]
            cut = True
        drawn = [Content.styled(name, Style.from_meta({"@click": action})) for name, action in steps]
        if cut:
            drawn.insert((len(drawn) + 1) // 2, Content("…"))
        title = Content(self._title).stylize("bold")
        self.update(Content(" › ").stylize("dim").join([*drawn, title]).truncate(room, ellipsis=True))


class Switch(Static):
    """Tells which pane is shown where there is room for one only; each name can be clicked."""

    def fill(self, shown: str, count: int) -> None:
        """Mark the pane that is shown; ``count`` is how many concepts lie around."""
        names = {"tree": "t Tree", "page": "p Page", "around": f"r Related ({count})"}
        parts = []
        for pane, name in names.items():
            part = Content.styled(f" {name} ", Style.from_meta({"@click": f"app.pane({pane!r})"}))
            parts.append(part.stylize("bold reverse") if pane == shown else part)
        self.update(Content(" ").join(parts))
