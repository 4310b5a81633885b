"""Questions with lists to move in, for terminals that can move the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from szsubsidy.cli.prompts.base import DEFAULTS, UNKNOWN_NAMES, Doubt, Field, GoBack, InputClosed, PromptOptions, Row
from szsubsidy.cli.prompts.entry import Entry
from szsubsidy.cli.prompts.listing import MOST_LINES, Listing
from szsubsidy.cli.prompts.screen import Keys, Lines, Screen, cut, leave
from szsubsidy.cli.session import Session
from szsubsidy.errors import message
from szsubsidy.formats.width import cells

_UNKNOWN = "?"
_AGAIN = "again"


class ListPrompter:
    """Asks below what was answered. A question takes itself away, and `answered` then leaves one line of it."""

    def __init__(self, session: Session) -> None:
        self.screen = Screen(session)
        self.phrases = session.phrases
        self.tr = session.phrases.tr

    def choose(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> str | None:
        start = options.start or (options.former[0] if options.former else None)
        listing = Listing(rows, self._unknown_row(options), start)
        if options.keys:
            question, keys = f"{question} {options.keys}" if options.keys.isascii() else question + options.keys, ""
        elif options.tell_back:
            keys = self.tr("arrows, Enter; letters filter; Esc goes back")
        else:
            keys = self.tr("arrows, Enter; letters filter")
        [value] = self._list(question, listing, options, keys, several=False)
        return None if value == _UNKNOWN else value

    def choose_several(self, question: str, rows: Sequence[Row], options: PromptOptions = DEFAULTS) -> list[str] | None:
        listing = Listing(rows, self._unknown_row(options), options.former[0] if options.former else None)
        listing.marked = {row.value for row in rows if row.value in options.former}
        values = self._list(question, listing, options, self._keys_of_several(options), several=True)
        return None if values == [_UNKNOWN] else values

    def line(self, question: str, field: Field, options: PromptOptions = DEFAULTS) -> str | None:
        typed = options.former[0] if options.former else ""
        while True:
            entry = Entry(self.screen, question, field, options, typed)
            answer = entry.ask()
            if not isinstance(answer, Doubt):
                return answer
            typed = entry.buffer.text
            above = "\n".join([*(line for _, line in entry.head()), f"  {typed}"])
            again = Row(_AGAIN, self.tr("Type it again"))
            asked = PromptOptions(unknown=False, back=True, above=above)
            try:
                [meant] = self._list(answer.question, Listing([*answer.rows, again]), asked, "", several=False)
            except GoBack:
                continue
            if meant != _AGAIN:
                return meant

    def answered(self, question: str, answer: str) -> None:
        self.screen.leave_line(question, answer)

    def take_back(self) -> None:
        self.screen.take_line_back()

    def _unknown_row(self, options: PromptOptions) -> Row | None:
        return Row(_UNKNOWN, self.tr("I don't know"), UNKNOWN_NAMES) if options.unknown else None

    def _keys_of_several(self, options: PromptOptions) -> str:
        if options.how:
            template = message("Space to choose several ({how}), Enter to go on")
            if options.tell_back:
                template = message("Space to choose several ({how}), Enter to go on; Esc goes back")
            return self.phrases.fmt(template, how=options.how)
        if options.tell_back:
            return self.tr("Space to choose several, Enter to go on; letters filter; Esc goes back")
        return self.tr("Space to choose several, Enter to go on; letters filter")

    # What stands on the screen while a question is put:
    #
    #     Possible total so far: 0 to 10,000,000 yuan        above
    #     ? What do you want support for?                    the question
    #       Space to choose several, Enter to go on          keys, or what is filtered by
    #       Compute, models, corpora                         the list, in at most 14 lines
    #      > [ ] Training a large model on rented compute

    def _list(self, question: str, listing: Listing, options: PromptOptions, keys: str, *, several: bool) -> list[str]:
        """Put a list and return the values that Enter takes."""

        def drawn() -> StyleAndTextTuples:
            head = self.screen.head(question, options)
            if listing.text:
                told = message("filter: {text}; Tab chooses") if several else message("filter: {text}")
                head.append(("dim", "  " + self.phrases.fmt(told, text=listing.text)))
            elif keys and not options.returned:
                head.append(("dim", f"  {keys}"))
            head = self.screen.fold(head)
            rows, columns = self.screen.size
            room = max((rows if options.room is None else options.room) - len(head), 3)
            listed = self._rows(listing, min(room, MOST_LINES), columns, several=several)
            return self.screen.one_below_the_other([*head, *listed])

        def press(event: KeyPressEvent) -> None:
            if listing.chosen:
                event.app.exit(result=listing.chosen)

        def letter(event: KeyPressEvent) -> None:
            if event.data.isprintable():
                listing.filter((listing.text + event.data).lstrip())

        def space(_: KeyPressEvent) -> None:
            if listing.reads_space:
                listing.filter(listing.text + " ")
            else:
                listing.mark()

        def paste(event: KeyPressEvent) -> None:
            listing.filter("".join(character for character in listing.text + event.data if character.isprintable()))

        def escape(event: KeyPressEvent) -> None:
            if listing.text:
                listing.filter("")
            elif options.back:
                leave(event, GoBack)

        far = len(listing.rows)
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -far, "end": far}
        bound: Keys = {key: _moving(listing, step) for key, step in steps.items()}
        bound |= {"enter": press, "<any>": letter, "<bracketed-paste>": paste, "escape": escape}
        bound["backspace"] = lambda _: listing.filter(listing.text[:-1])
        bound["c-d"] = lambda event: leave(event, InputClosed)
        if several:
            bound |= {" ": space, "tab": lambda _: listing.mark()}
        window = Window(FormattedTextControl(drawn, show_cursor=False), always_hide_cursor=True)
        chosen: list[str] = self.screen.run(Layout(window), bound)
        return chosen

    def _rows(self, listing: Listing, most: int, columns: int, *, several: bool) -> Lines:
        seen = listing.seen(most)
        drawn: Lines = []
        if not listing.left:
            told = self.phrases.fmt("nothing here holds {text}; Backspace takes letters away", text=listing.text)
            return [("", f"   {told}")]
        if seen.above:
            drawn.append(("dim", self._more(self.tr("more above: {names}"), seen.above, columns)))
        for line in seen.lines:
            if line.place is None:
                drawn.append(("bold", f"  {line.text}"))
                continue
            row = listing.left[line.place]
            box = ("[x] " if row.value in listing.marked else "[ ] ") if several and row is not listing.last else ""
            cursor = ">" if line.place == listing.cursor else " "
            drawn.append(("", cut(f" {cursor} {box}{row.label}", columns)))
        if seen.below:
            drawn.append(("dim", self._more(self.tr("more below: {names}"), seen.below, columns)))
        return drawn

    def _more(self, template: str, names: tuple[str, ...], columns: int) -> str:
        """Name what is out of sight, as far as one line goes; "I don't know", the last, always."""
        unknown = self.tr("I don't know")
        last = [unknown] if names[-1] == unknown else []
        named = shown = list(names[: len(names) - len(last)])
        while True:
            parts = [self.phrases.joined(shown)] if shown else []
            line = "  " + template.format(names=self.phrases.clauses([*parts, *last]))
            if cells(line) <= columns or not named:
                return cut(line, columns)
            named = named[:-1]
            shown = [*named, "..."]


def _moving(listing: Listing, step: int) -> Callable[[KeyPressEvent], None]:
    return lambda _: listing.move(step)
