"""README, its twins and the guide: ``python -m tests.tools.readme`` writes their outputs, boxes and pictures anew.

Behind it may stand the files that are meant, if not all.

In each of them a line ``$ command`` of a ``console`` fence is followed by what the command prints, in the language of
the document; a command goes on in the next line where it ends in a backslash. A ``toml`` fence below
``<!-- file: name -->`` is a file that the commands find.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from szsubsidy.bundled import REPLACEMENT
from szsubsidy.cli.guide import TOPICS, title, topic
from szsubsidy.i18n import LANGUAGES
from tests.catalogues import KNOWN, LIVE, live_catalogue
from tests.program import PATIENCE, environment
from tests.systems import only_on_posix
from tests.tools.pictures import interview
from tests.tools.state_of_things import with_state

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GUIDE = ROOT / "data" / "guide"
PICTURES = ROOT / ".github"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
LIST = re.compile(r"(<!-- topics -->\n).*?(<!-- end of the topics -->)", re.DOTALL)
INTERVIEW = re.compile(r"(<!-- interview -->\n```text\n).*?(```)", re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", re.DOTALL)


class Document(NamedTuple):
    """A Markdown file with examples, and the language that it and they are in."""

    path: Path
    language: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def text(self) -> str:
        return self.path.read_text("utf-8")

    def refreshed(self, catalogue: Path) -> str:
        """Return the document as it would be written anew, on the catalogue of a folder."""
        text = refreshed(self.text(), catalogue, self.language)
        text = with_state(text, catalogue, self.language)
        text = INTERVIEW.sub(lambda old: old[1] + _asked(catalogue, self.language) + old[2], text)
        return LIST.sub(lambda old: f"{old[1]}\n{self._topics()}\n\n{old[2]}", text)

    def _topics(self) -> str:
        """Return the list of the guide's topics, with links from where the document lies."""
        folder = (GUIDE / self.language).relative_to(self.path.parent).as_posix().removeprefix(".")
        titles = {name: title(topic(name, self.language)) for name in TOPICS}
        folder += "/" if folder else ""
        return "\n".join(f"- [{name}]({folder}{name}.md): {told}" for name, told in titles.items())


def picture_of(language: str) -> Path:
    """Return where the picture of a language lies: outside the package, as only the front pages show it."""
    return PICTURES / f"answer.{language}.svg"


def front_pages() -> list[Document]:
    """Return the README and its twins."""
    twins = (Document(GUIDE / language / "README.md", language) for language in LANGUAGES if language != "en")
    return [Document(README, "en"), *twins]


def translations(name: str) -> list[Document]:
    """Return a topic of the guide in every language."""
    return [Document(GUIDE / language / f"{name}.md", language) for language in LANGUAGES]


def documents() -> list[Document]:
    """Return everything that has examples."""
    return [*front_pages(), *(document for name in TOPICS for document in translations(name))]


def commands(text: str) -> list[str]:
    """Return the commands of a document's examples, in order."""
    return [command for block in CONSOLE.findall(text) for command in _commands(block)]


def refreshed(text: str, catalogue: Path, language: str) -> str:
    """Return a document with every ``$`` line followed by what it prints now, on the catalogue of a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILE.findall(text):
            (Path(folder) / name).write_text(content, encoding="utf-8")
        # A terminal shows the lines of both streams in the order of their writing; into a pipe they come so unbuffered.
        env = environment({REPLACEMENT: str(catalogue), "PYTHONUNBUFFERED": "1", "SZSUBSIDY_LANG": language})
        return CONSOLE.sub(lambda block: f"```console\n{_transcript(block[1], folder, env)}```", text)


def _asked(catalogue: Path, language: str) -> str:
    return "".join(f"{line}\n" for line in interview(catalogue, language).asked)


def _commands(block: str) -> Iterator[str]:
    lines = iter(block.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line.removeprefix("$ ")
            while command.endswith("\\"):
                command += "\n" + next(lines)
            yield command


def _transcript(block: str, folder: str, env: dict[str, str]) -> str:
    lines = []
    for command in _commands(block):
        lines += [f"$ {command}", *_output(command, folder, env)]
    return "\n".join(lines) + "\n"


def _output(command: str, folder: str, env: dict[str, str]) -> list[str]:
    only_on_posix()
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=PATIENCE,
    )
    return done.stdout.decode().splitlines()


if __name__ == "__main__":
    KNOWN.write_text("".join(f"{name}\n" for name in sorted(live_catalogue().programmes)), encoding="utf-8")
    wanted = [Path(name).resolve() for name in sys.argv[1:]]
    for document in documents():
        if not wanted or document.path in wanted:
            document.path.write_text(document.refreshed(LIVE), encoding="utf-8")
            if document in front_pages():
                picture = interview(LIVE, document.language).picture
                picture_of(document.language).write_text(picture, encoding="utf-8")
