"""The HTML report as a browser shows it: nothing is fetched, nothing runs, and it fits a phone and A4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from tests.program import Run

SCRIPT = "<script>alert(1)</script>"
FIRM = [
    "estimate",
    f"--firm-name={SCRIPT}",
    "--company-type=sme",
    "--compute-contract=3000000.33",
    "--project-category=model-training,key-laboratory",
    "--district=longhua",
    "--as-of=2026-06-30",
]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"), executable_path=CHROMIUM, args=SWITCHES, headless=True
        )
        yield context
        context.close()


class Opened:
    """A report in the browser, with all that it said and asked for on the way."""

    def __init__(self, browser: BrowserContext, path: Path) -> None:
        self.said: list[str] = []
        self.fetched: list[str] = []
        self.page: Page = browser.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", self._note)
        self.address = path.as_uri()
        self.page.goto(self.address)

    def _note(self, request: Request) -> None:
        self.fetched.append(request.url)

    def overflow(self, width: int) -> int:
        """Return by how many pixels the page is wider than a window of a width."""
        self.page.set_viewport_size({"width": width, "height": 800})
        found: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return found


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_it_stands_alone_and_is_inert(run: Run, tmp_path: Path, browser: BrowserContext, language: str) -> None:
    assert run(*FIRM, "--lang", language, "--report", "board.html", cwd=tmp_path).returncode == 0
    opened = Opened(browser, tmp_path / "board.html")
    page = opened.page
    assert opened.said == []
    assert opened.fetched == [opened.address]
    assert SCRIPT in page.inner_text("h1")
    assert page.locator("script").count() == 0
    assert page.get_attribute("html", "lang") == language
    assert "1,500,000.16" in page.inner_text(".summary")
    assert page.get_by_role("cell", name={"en": "Training voucher", "zh-Hans": "训力券"}[language]).count() >= 2
    inner = {link.get_attribute("href") or "" for link in page.locator("a[href^='#']").all()}
    assert len([target for target in inner if target.startswith("#source-")]) > 5
    assert all(page.locator(target).count() == 1 for target in inner)
    page.close()


def test_what_it_may_load_is_nothing(run: Run, tmp_path: Path, browser: BrowserContext) -> None:
    assert run(*FIRM, "--report", "board.html", cwd=tmp_path).returncode == 0
    path = tmp_path / "board.html"
    added = '<script>document.title = "ran"</script><img src="other.png"></body>'
    path.write_text(path.read_text("utf-8").replace("</body>", added), "utf-8")
    (tmp_path / "other.png").write_bytes(b"")
    opened = Opened(browser, path)
    assert opened.page.title() != "ran"
    assert len([line for line in opened.said if "Content Security Policy" in line]) == 2
    opened.page.close()


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_it_fits_a_phone_and_a_desk(run: Run, tmp_path: Path, browser: BrowserContext, more: tuple[str, ...]) -> None:
    assert run(*FIRM, *more, "--report", "board.html", cwd=tmp_path).returncode == 0
    opened = Opened(browser, tmp_path / "board.html")
    assert [opened.overflow(width) for width in (360, 700, 810, 1280)] == [0, 0, 0, 0]
    opened.page.close()


def test_on_paper_headings_of_tables_are_repeated(run: Run, tmp_path: Path, browser: BrowserContext) -> None:
    assert run(*FIRM, "--report", "board.html", cwd=tmp_path).returncode == 0
    opened = Opened(browser, tmp_path / "board.html")
    opened.page.emulate_media(media="print")
    shown = "getComputedStyle(document.querySelector('thead')).display"
    assert opened.page.evaluate(shown) == "table-header-group"
    assert opened.page.locator("nav").is_hidden()
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    opened.page.close()
