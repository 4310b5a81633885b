"""The guide: Markdown in three languages, one file for each topic, which ``szsubsidy help`` shows."""

from __future__ import annotations

from szsubsidy.bundled import data_folder

TOPICS = (
    "interview",
    "profiles",
    "results",
    "what-if",
    "deadlines",
    "tables",
    "reports",
    "json",
    "scripts",
    "python",
    "exit-codes",
    "environment",
    "languages",
    "evidence",
    "own-programmes",
)
"""The topics in the order of their list; each is a file of this name in the folder of every language.

None has the name of a command: ``szsubsidy help estimate`` shows the help of the command, as ``gh help pr`` does.
"""


def topic(name: str, language: str) -> str:
    """Return the Markdown of a topic."""
    return (data_folder() / "guide" / language / f"{name}.md").read_text("utf-8")


def title(text: str) -> str:
    """Return the heading of a topic, which is its line in the list."""
    return text.partition("\n")[0].removeprefix("# ")
