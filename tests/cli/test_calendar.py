"""The days to know, as a table and as an iCalendar file."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.catalogue.together import JointCap, Rule
from szsubsidy.days import from_date, iso, to_date
from szsubsidy.formats.width import cells
from szsubsidy.i18n import LANGUAGES
from tests.own_terms import lay_down
from tests.program import Run


def events(run: Run, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("calendar", *arguments, "--json").stdout)["events"]
    return found


def ics(run: Run, *arguments: str) -> bytes:
    """Return what ``calendar --ics`` prints, byte for byte."""
    done = run("calendar", "--ics", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.encode()


def parsed(content: bytes) -> list[Any]:
    """Return the events of an iCalendar file in which nothing is wrong."""
    calendar: Any = icalendar.Calendar.from_ical(content)
    assert calendar["VERSION"] == "2.0"
    made: list[Any] = calendar.events
    assert not any(component.errors for component in calendar.walk())
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_80_columns(run: Run, language: str, snapshot: SnapshotAssertion) -> None:
    done = run("calendar", "--as-of", "2026-05-10", "--lang", language, env={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(cells(line) for line in done.stdout.splitlines()) <= 80
    assert done.stdout == snapshot


def day_after(day: int) -> int:
    return from_date(to_date(day) + timedelta(days=1))


def test_all_windows_and_terms_of_the_catalogue_are_there(run: Run) -> None:
    wanted = set()
    catalogue = load_catalogue()
    for programme in catalogue.programmes.values():
        for edition in programme.editions:
            wanted.add((iso(edition.starts), "starts", programme.id))
            if edition.until:
                wanted.add((iso(edition.until), "ends", programme.id))
            if edition.rests_on:
                wanted.add((iso(day_after(edition.rests_on.until)), "in-doubt", programme.id))
            if edition.paused:
                wanted.add((iso(edition.paused.starts), "pauses", programme.id))
            if edition.paused and edition.paused.until:
                wanted.add((iso(day_after(edition.paused.until)), "resumes", programme.id))
            if edition.exhausted_on:
                wanted.add((iso(edition.exhausted_on.day), "exhausted", programme.id))
            for window in edition.windows:
                wanted |= {(iso(window.opens), "opens", programme.id)}
                wanted |= {(iso(window.closes), "closes", programme.id)} if window.closes else set()
    rules: list[Rule | JointCap] = [*catalogue.rules, *catalogue.joint_caps]
    for rule in rules:
        wanted |= {(iso(rule.starts), "rule-starts", rule.id)} if rule.starts else set()
        wanted |= {(iso(rule.until), "rule-ends", rule.id)} if rule.until else set()
    found = events(run, "--past")
    assert {(item["date"], item["kind"], item["rule"] or item["programmes"][0]) for item in found} == wanted
    assert len(found) == len(wanted)
    assert [item["date"] for item in found] == sorted(item["date"] for item in found)
    assert all(item["cite"] for item in found)


def test_the_past_is_left_out_and_the_day_itself_is_not(run: Run) -> None:
    def days(*arguments: str) -> list[str]:
        return [item["date"] for item in events(run, "corpus-voucher", *arguments)]

    assert days("--as-of", "2026-09-01") == ["2026-09-01", "2026-11-10", "2026-12-24"]
    assert days("--as-of", "2026-09-02") == ["2026-11-10", "2026-12-24"]
    assert days("--as-of", "2026-09-02", "--until", "2026-11-10") == ["2026-11-10"]
    assert days("--as-of", "2026-09-02", "--from", "2025-09-30", "--until", "2026-01-01") == ["2025-09-30"]
    assert days("--as-of", "2026-09-02", "--past")[0] == "2024-12-25"


def test_what_is_open_stands_first_with_its_last_day(run: Run) -> None:
    told = run("calendar", "训力券", "--as-of", "2026-05-10").stdout
    title, _, now, _, last, *_ = told.splitlines()
    assert title == "Days to know, as of 10 May 2026"
    assert now == "Open now     Training voucher: apply until 5 June 2026."
    assert last == "5 Jun 2026   Last day to apply: Training voucher."
    assert "No application dates" not in told
    before = run("calendar", "训力券", "--as-of", "2026-05-05").stdout
    assert "Open now     Nothing that is known.\n" in before
    assert "6 May 2026   Applications open, until 5 June 2026: Training voucher.\n" in before


def as_it_stands(run: Run, *arguments: str) -> dict[str, list[tuple[str, ...]]]:
    found = json.loads(run("calendar", *arguments, "--json").stdout)
    keys = ("open_now", "perhaps_open", "just_closed")
    return {key: [(*item["programmes"], item["stage"], item["date"]) for item in found[key]] for key in keys}


def test_what_is_open_perhaps_so_or_has_just_closed(run: Run) -> None:
    training = ("training-voucher", "apply", "2026-06-05")
    corpus = ("corpus-voucher", "apply", "2026-11-10")
    call = ("model-voucher", "claim", "2026-09-07")
    assert as_it_stands(run, "--as-of", "2026-05-20")["open_now"] == [training]
    assert as_it_stands(run, "--as-of", "2026-06-05")["open_now"] == [training]
    after = as_it_stands(run, "--as-of", "2026-06-06")
    assert (after["open_now"], after["just_closed"]) == ([], [training])
    last = as_it_stands(run, "--as-of", "2026-11-10")
    assert (last["open_now"], last["just_closed"]) == ([corpus], [training])
    today = as_it_stands(run, "--as-of", "2026-11-28")
    assert (today["open_now"], today["just_closed"]) == ([], [corpus, training])
    assert call in today["perhaps_open"]
    assert as_it_stands(run, "--as-of", "2027-05-13")["just_closed"] == []


@pytest.mark.parametrize(
    ("language", "label", "ending"),
    [
        ("en", "Just expired", "24 December 2026; no successor is known."),
        ("zh-Hans", "最近到期", "2026年12月24日；未查得后续条款。"),
        ("zh-Hant", "最近屆滿", "2026年12月24日；未查得後續條款。"),
    ],
)
def test_terms_that_have_just_expired_are_told(run: Run, language: str, label: str, ending: str) -> None:
    arguments = ("calendar", "训力券", "--lang", language, "--as-of")
    line = next(line for line in run(*arguments, "2026-12-26").stdout.splitlines() if line.startswith(label))
    assert line.endswith(ending)
    assert label not in run(*arguments, "2026-12-24").stdout
    document = json.loads(run(*arguments, "2026-12-26", "--json").stdout)
    assert [(*item["programmes"], item["date"]) for item in document["just_expired"]] == [
        ("training-voucher", "2026-12-24")
    ]


def test_what_is_in_doubt_is_not_perhaps_open_as_well(run: Run) -> None:
    call = ("model-voucher", "claim", "2026-09-07")
    assert call in as_it_stands(run, "--as-of", "2026-12-24")["perhaps_open"]
    assert as_it_stands(run, "模型券", "--as-of", "2026-12-25")["perhaps_open"] == []
    told = run("calendar", "模型券", "--as-of", "2026-12-26").stdout
    assert "Perhaps open" not in told
    assert "In doubt     Model voucher, since 25 December 2026.\n" in told


def test_a_window_of_which_only_an_unconfirmed_source_tells_is_perhaps_open(run: Run, tmp_path: Path) -> None:
    folder = lay_down(tmp_path)
    terms = tmp_path / "own.toml"
    text = terms.read_text("utf-8")
    window = "closes = 2032-03-31, "
    assert window in text
    terms.write_text(text.replace(window, f'{window}confidence = "unconfirmed", '), "utf-8")
    arguments = ("own-grant", "--programmes", folder, "--as-of")
    told = run("calendar", *arguments, "2032-03-10").stdout
    assert "Open now      Nothing that is known.\n" in told
    assert "Perhaps open  OWN Own grant, the first: apply until 31 March 2032 (unconfirmed).\n" in told
    assert "31 Mar 2032  Last day to apply (unconfirmed): OWN Own grant, the first.\n" in told
    later = run("calendar", *arguments, "2032-04-01").stdout
    assert "Just closed  OWN Own grant, the first, 31 March 2032 (unconfirmed).\n" in later


def test_events_of_one_day_and_kind_are_one_line(run: Run) -> None:
    told = run("calendar", "--as-of", "2026-11-28").stdout.splitlines()
    ends = [line for line in told if line.startswith("24 Dec 2026")]
    assert len(ends) == 1
    assert ends[0].startswith("24 Dec 2026  Terms expire, no successor is known: Training voucher, Corpus voucher, ")
    [doubt] = [line for line in told if line.startswith("25 Dec 2026")]
    assert doubt == "25 Dec 2026  In doubt from this day on (own terms to 30 June 2027): Model voucher."
    assert any(line.startswith("28 Jun 2029  Terms expire: ") for line in told)
    listed = [line[:11] for line in told if line[:2].strip().isdigit()]
    assert len(listed) > 4
    assert len(set(listed)) == len(listed)


def test_programmes_without_a_window_ahead_are_named(run: Run) -> None:
    told = run("calendar", "训力券", "corpus-voucher", "--as-of", "2026-06-06").stdout
    assert told.endswith("\n\nIn force, but no application dates ahead are known: Training voucher.\n")
    found = json.loads(run("calendar", "--as-of", "2026-06-06", "--json").stdout)["no_window_ahead"]
    assert "training-voucher" in found
    assert "corpus-voucher" not in found


def under_way(run: Run, *arguments: str) -> list[tuple[str, str, str | None, list[str]]]:
    found = json.loads(run("calendar", *arguments, "--json").stdout)
    return [(item["date"], item["kind"], item["stage"], item["programmes"]) for item in found["under_way"]]


@pytest.mark.parametrize(
    ("language", "call", "doubt"),
    [
        (
            "en",
            "Model voucher: a call to claim opened on 7 September 2026; its last day is not known.",
            "In doubt Model voucher, since 25 December 2026.",
        ),
        (
            "zh-Hans",
            "模型券：2026年9月7日起受理申领，截止日未查得。",
            "效力存疑 模型券，2026年12月25日起。",
        ),
        (
            "zh-Hant",
            "模型券：2026年9月7日起接受申領，截止日未查得。",
            "效力存疑 模型券，2026年12月25日起。",
        ),
    ],
)
def test_what_began_earlier_and_has_no_end_that_is_known_is_told(
    run: Run, language: str, call: str, doubt: str
) -> None:
    def lines(day: str) -> list[str]:
        done = run("calendar", "model-voucher", "--as-of", day, "--lang", language, env={"COLUMNS": "200"})
        return [" ".join(line.split()) for line in done.stdout.splitlines()]

    assert any(line.endswith(call) for line in lines("2026-11-28"))
    assert doubt not in lines("2026-11-28")
    assert not any(line.endswith(call) for line in lines("2027-01-10"))
    assert doubt in lines("2027-01-10")


def test_what_is_under_way_is_apart_from_events_and_ends_with_the_terms(run: Run) -> None:
    call = ("2026-09-07", "opens", "claim", ["model-voucher"])
    doubt = ("2026-12-25", "in-doubt", None, ["model-voucher"])
    assert call not in under_way(run, "model-voucher", "--as-of", "2026-09-07")
    assert call in under_way(run, "model-voucher", "--as-of", "2026-09-08")
    assert doubt not in under_way(run, "model-voucher", "--as-of", "2026-12-25")
    assert {*map(str, (call, doubt))} <= {*map(str, under_way(run, "model-voucher", "--as-of", "2027-01-10"))}
    assert under_way(run, "model-voucher", "--as-of", "2027-07-01") == []
    assert under_way(run, "model-voucher", "--past") == []


def test_an_icalendar_file_has_nothing_without_a_day(run: Run) -> None:
    days = [event.decoded("dtstart") for event in parsed(ics(run, "model-voucher", "--as-of", "2027-01-10"))]
    assert days
    assert min(days) >= date(2027, 1, 10)


def test_of_a_programme_that_lapsed_nothing_lies_ahead(run: Run) -> None:
    done = run("calendar", "corpus-voucher", "--as-of", "2027-01-01")
    now, closed = (
        "Open now      Nothing that is known.",
        "Just closed   Corpus voucher, 10 November 2026.",
    )
    expired = "Just expired  Corpus voucher, 24 December 2026; no successor is known."
    assert done.stdout == f"Days to know, as of 1 January 2027\n\n{now}\n{closed}\n{expired}\n\nNo dates found.\n"


def test_rules_and_terms_that_follow_each_other(run: Run, tmp_path: Path) -> None:
    found = events(run, "own-grant", "--as-of", "2031-03-01", "--programmes", lay_down(tmp_path))
    told = [(item["date"], item["kind"], item["text"], item["exact"]) for item in found]
    assert told == [
        ("2031-03-01", "rule-starts", "rule on combining takes effect", True),
        ("2031-09-30", "rule-ends", "rule on combining ends", True),
        ("2031-11-01", "opens", "applications open", True),
        ("2031-12-31", "closes", "last day to apply", True),
        ("2031-12-31", "ends", "terms expire; new terms follow", True),
        ("2032-01-01", "starts", "terms take effect", True),
        ("2032-01-01", "rule-starts", "rule on combining takes effect", True),
        ("2032-03-01", "opens", "applications open", True),
        ("2032-03-31", "closes", "last day to apply", True),
        ("2032-06-30", "ends", "terms expire", True),
        ("2032-08-31", "rule-ends", "rule on combining ends", True),
        ("2032-09-01", "starts", "terms take effect (the day is approximate)", False),
        ("2032-10-31", "ends", "terms expire (the day is approximate)", False),
    ]
    assert found[0]["programmes"] == ["own-grant", "model-voucher"]
    assert (found[0]["rule"], found[2]["rule"]) == ("one-of-two", None)
    assert (found[2]["confidence"], found[4]["confidence"]) == ("reported", None)


def test_csv_and_markdown(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("calendar", "--past", "--format", "csv").stdout)))
    assert [row["date"] for row in rows] == [item["date"] for item in events(run, "--past")]
    told = run("calendar", "训力券", "--as-of", "2026-05-10", "--format", "markdown").stdout
    assert "Training voucher: apply until 5 June 2026." in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_holds_every_event(run: Run, language: str) -> None:
    made = parsed(ics(run, "--past", "--lang", language))
    wanted = events(run, "--past", "--lang", language)
    names = {programme.id: programme.name[language] for programme in load_catalogue().programmes.values()}
    reviewed = max(item.reviewed for entry in load_catalogue().programmes.values() for item in entry.editions)
    stamp = datetime.strptime(str(reviewed), "%Y%m%d").replace(tzinfo=UTC)
    assert len(made) == len(wanted)
    for event, item in zip(made, wanted, strict=True):
        day = date.fromisoformat(item["date"])
        subject = item["cite"] if item["kind"] == "in-doubt" else item["rule"] or item["programmes"][0]
        stage = "" if item["stage"] in {None, "apply"} else f"-{item['stage']}"
        assert event["UID"] == f"{subject}-{item['kind']}{stage}-{item['date'].replace('-', '')}@szsubsidy"
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (day, day + timedelta(days=1))
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["DTSTAMP"].dt == stamp
        assert all(names[programme] in event["SUMMARY"] for programme in item["programmes"])
        assert event["SUMMARY"].endswith(item["text"])
        assert f"[{item['cite']}]" in event["DESCRIPTION"]
        if item["link"]:
            last = event["DESCRIPTION"].rpartition("\n")[2]
            assert (last == item["link"]) == item["link_seen"]
            assert last.startswith(item["link"])
            assert event["URL"] == item["link"]
        alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
        assert alarms == ([timedelta(days=-14)] if item["kind"] in {"closes", "ends", "rule-ends", "in-doubt"} else [])
    assert len({event["UID"] for event in made}) == len(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_has_the_lines_of_the_standard(run: Run, language: str) -> None:
    content = ics(run, "--past", "--lang", language)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    assert content == ics(run, "--past", "--lang", language)


def test_commas_and_semicolons_in_a_name_are_escaped(run: Run, tmp_path: Path) -> None:
    content = ics(run, "own-grant", "--as-of", "2032-06-01", "--programmes", lay_down(tmp_path))
    assert b"Own grant\\, the first: terms expire" in content.replace(b"\r\n ", b"")
    [event, *_] = parsed(content)
    assert event["SUMMARY"] == "OWN Own grant, the first: terms expire"


def test_the_file_does_not_depend_on_the_day_within_what_it_holds(run: Run) -> None:
    early = ics(run, "训力券", "--as-of", "2026-05-06", "--from", "2026-05-06")
    assert early == ics(run, "训力券", "--as-of", "2026-05-30", "--format", "ics", "--from", "2026-05-06")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ics", "--format", "csv"), "--ics: contradicts --json or --format"),
        (("--past", "--from", "2026-01-01"), "--past: contradicts --from"),
        (("--as-of", "2026-01-02", "--until", "2026-01-01"), "--until: 2026-01-02 lies after 2026-01-01"),
        (("--from", "2026-01-02", "--until", "2026-01-01"), "--from: 2026-01-02 lies after 2026-01-01"),
        (("--from", "x"), "--from: 'x' is not a date"),
        (("--until", "x"), "--until: 'x' is not a date"),
        (("nothing",), "'nothing' is not a programme"),
    ],
)
def test_bad_usage(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run("calendar", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_window_is_not_open_while_applications_are_paused(run: Run, tmp_path: Path) -> None:
    folder = lay_down(tmp_path)
    terms = tmp_path / "own.toml"
    window = "windows = [ { opens = 2032-03-01"
    pause = 'paused = { from = 2032-03-10, until = 2032-03-20, cite = "paper#new" }\n'
    terms.write_text(terms.read_text("utf-8").replace(window, pause + window), "utf-8")
    told = []
    for day in ("2032-03-09", "2032-03-10", "2032-03-20", "2032-03-21"):
        done = run("calendar", "own-grant", "--as-of", day, "--programmes", folder, "--json")
        told += [event["text"] for event in json.loads(done.stdout)["events"] if event["date"] == "2032-03-31"]
    closes, since = "last day to apply", "last day to apply; open since 1 March 2032"
    assert told == [since, closes, closes, since]
