"""``verify`` derives a record anew: what ``estimate --json`` wrote holds, and nothing that differs from it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copytree as copy_tree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.facts.model import Fact
from szsubsidy.i18n import LANGUAGES
from szsubsidy.views.seal import seal
from tests.catalogues import FROZEN
from tests.examples import one_in
from tests.own_terms import PROGRAMME, SOURCE
from tests.program import Run, run_here

FIRM = ("--company-type=startup", "--project-category=model-training", "--compute-contract=800万")
DAY = ("--as-of", "2026-11-28")
DAYS = ("2025-03-01", "2026-01-15", "2026-05-20", "2026-11-28", "2027-02-01")
FACTS = {fact.id: fact for fact in load_catalogue().facts.values()}
OF_PROJECTS = sorted(fact.id for fact in FACTS.values() if fact.of == "project")
PROGRAMMES = sorted(load_catalogue().programmes)
SEVERAL = (
    "--company-type=startup",
    "--project=project_category=model-training; compute_contract=500万; name=甲",
    "--project=project_category=model-application, model-training; model_contract=200万; compute_contract=300万",
    "--held=model-voucher=10.5万",
)


@pytest.fixture(scope="module")
def record() -> str:
    return run_here("estimate", *FIRM, *DAY, "--json").stdout


def verified(text: str, *more: str) -> tuple[int, dict[str, Any]]:
    done = run_here("verify", "-", "--json", *more, stdin=text)
    assert done.returncode in {0, 4}, done.stderr
    return done.returncode, json.loads(done.stdout)


# What estimate writes holds, whatever was asked.


def values(fact: Fact) -> st.SearchStrategy[str]:
    """Values of a fact as its option takes them."""
    match fact.type:
        case "money":
            return st.integers(0, 10**11).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
        case "integer":
            return st.integers(fact.at_least or 0, fact.at_most or 200).map(str)
        case "date":
            return st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31)).map(str)
        case "flag":
            return st.sampled_from(["yes", "no"])
        case "text":
            return st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)
    return st.sampled_from([value.id for value in fact.values])


@st.composite
def questions(draw: st.DrawFn) -> list[str]:
    projects = draw(st.integers(0, 3))
    chosen = draw(st.lists(st.sampled_from(sorted(FACTS)), max_size=8, unique=True))
    topics = draw(st.lists(st.sampled_from([value.id for value in FACTS["project_category"].values]), max_size=3))
    if projects:  # what is of a project stands in one
        chosen, topics = [name for name in chosen if FACTS[name].of == "firm"], []
    words = [f"{FACTS[name].option}={draw(values(FACTS[name]))}" for name in chosen if name != "project_category"]
    words += [f"--project-category={topic}" for topic in topics]
    for number in range(projects):
        told = draw(st.dictionaries(st.sampled_from(OF_PROJECTS), st.none(), max_size=4))
        settings = [f"{name}={draw(values(FACTS[name]))}" for name in told]
        if not told or draw(st.booleans()):
            settings.append(f"name=第{number}个")
        words.append(f"--project={'; '.join(settings)}")
    held = draw(st.dictionaries(st.sampled_from(PROGRAMMES), st.integers(0, 10**10), max_size=2))
    words += [f"--held={name}={fen // 100}.{fen % 100:02}" for name, fen in held.items()]
    words += [
        f"--as-of={draw(st.sampled_from(['2025-03-01', '2026-01-15', '2026-05-20', '2026-11-28', '2027-02-01']))}"
    ]
    words += [f"--lang={draw(st.sampled_from(LANGUAGES))}"]
    return words + draw(st.lists(st.sampled_from(["--all", "--details"]), unique=True))


@one_in(5)
@given(asked=questions())
def test_what_estimate_writes_holds(asked: list[str]) -> None:
    written = run_here("estimate", *asked, "--json").stdout
    code, told = verified(written)
    assert (code, told["holds"], told["differences"], told["causes"]) == (0, True, [], [])
    rewritten = json.dumps(json.loads(written), indent=None)  # as other programs write JSON
    assert verified(rewritten)[0] == 0


# One changed value never holds.


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value of a document that holds no other."""
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from leaves(item, (*path, key))
    else:
        yield path


def other(value: Any) -> Any:
    """Return a value like this, and another."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 0.01
        case str():
            return value[:-1] if value.endswith("0") else f"{value}0"
        case list():
            return ["something"]
        case dict():
            return {"something": 1}
    return 0


def changed(text: str, path: tuple[Any, ...], change: Callable[[Any, Any], object]) -> str:
    """Return a record with ``change`` made in what holds the value at a path, and its key."""
    document = json.loads(text)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return json.dumps(document, ensure_ascii=False)


def put_other(holder: Any, key: Any) -> None:
    holder[key] = other(holder[key])


def take_out(holder: Any, key: Any) -> None:
    del holder[key]


def add_beside(holder: Any, key: Any) -> None:
    if isinstance(holder, list):
        holder.append(holder[key])
    else:
        holder[f"{key}_too"] = holder[key]


@pytest.mark.parametrize("change", [put_other, take_out, add_beside])
def test_no_value_can_be_changed_taken_out_or_added(change: Callable[[Any, Any], object]) -> None:
    text = run_here("estimate", *FIRM, *DAY, "--details", "--district=longhua", "--lang=zh-Hant", "--json").stdout
    paths = list(leaves(json.loads(text)))
    assert len(paths) > 80
    hold_nothing(text, paths, change)


@pytest.mark.parametrize("change", [put_other, take_out, add_beside])
def test_nothing_of_a_project_or_of_what_is_held_can_be_changed(change: Callable[[Any, Any], object]) -> None:
    text = run_here("estimate", *SEVERAL, *DAY, "--json").stdout
    paths = [path for path in leaves(json.loads(text)) if path[0] in {"profile", "seal", "totals"}]
    assert len(paths) > 30
    hold_nothing(text, paths, change)


def hold_nothing(text: str, paths: list[tuple[Any, ...]], change: Callable[[Any, Any], object]) -> None:
    for path in paths:
        done = run_here("verify", "-", stdin=changed(text, path, change))
        assert done.returncode in {2, 4}, path
        if done.returncode == 2:
            assert path[0] == "schema_version" or change is take_out, path
            assert done.stderr.count("\n") == 1, path


@one_in(5)
@given(asked=questions(), data=st.data())
def test_one_changed_value_of_any_estimate_never_holds(asked: list[str], data: st.DataObject) -> None:
    text = run_here("estimate", *asked, "--json").stdout
    path = data.draw(st.sampled_from(list(leaves(json.loads(text)))))
    assert run_here("verify", "-", stdin=changed(text, path, put_other)).returncode in {2, 4}


# What is told.


def test_a_figure_that_was_changed_is_named_with_both_values(run: Run, record: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(record.replace('"amount": 4800000,', '"amount": 4800000.01,'))
    done = run("verify", "a.json", cwd=tmp_path)
    mark = load_catalogue().mark.version
    assert (done.returncode, done.stdout) == (
        4,
        f"""\
Does not hold: 1 figure differs.

Value                      In the file  Derived anew
training-voucher, amount  4,800,000.01  4,800,000.00

Facts, day and catalogue ({mark}) are the same: the file was changed.
""",
    )


def test_what_holds_is_told_with_what_was_asked(run: Run, record: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(record)
    done = run("verify", "a.json", cwd=tmp_path)
    mark = load_catalogue().mark.version
    assert (done.returncode, done.stdout) == (
        0,
        f"""\
Holds. Every figure of a.json follows from its facts, by catalogue {mark}.
Start-up · training a large model · compute contract 8,000,000 yuan
As of 28 November 2026: within reach 0 yuan, by the terms 4,800,000 yuan
""",
    )


def test_what_a_missing_fact_leaves_open_is_told_as_estimate_tells_it(run: Run, tmp_path: Path) -> None:
    firm = [option for option in FIRM if not option.startswith("--compute-contract")]
    (tmp_path / "a.json").write_text(run("estimate", *firm, *DAY, "--json").stdout)
    told = run("verify", "a.json", cwd=tmp_path).stdout.splitlines()
    assert told[-1] == "As of 28 November 2026: within reach 0 yuan, by the terms 0 to 10,000,000 yuan"


@pytest.mark.parametrize("number", ["1e-999999999", "1e-99", "1e999999999", f"0.{'3' * 50}"])
def test_a_number_of_many_digits_stands_in_a_cell(run: Run, record: str, tmp_path: Path, number: str) -> None:
    (tmp_path / "a.json").write_text(record.replace('"amount": 4800000,', f'"amount": {number},'))
    done = run("verify", "a.json", cwd=tmp_path)
    assert done.returncode == 4
    assert max(map(len, done.stdout.splitlines())) < 120


@pytest.mark.parametrize(
    ("change", "names", "differing"),
    [
        (('"compute_contract": 8000000', '"compute_contract": 9000000'), ["compute_contract"], True),
        (('"company_type": "startup"', '"company_type": "sme"'), ["company_type"], True),
        (('"as_of": "2026-11-28"', '"as_of": "2026-11-27"'), ["as_of"], False),
        (('"compute_contract": 8000000', '"compute_contract": 8000000, "leader_age": 30'), ["leader_age"], False),
    ],
)
def test_a_fact_that_was_changed_is_the_cause(
    record: str, change: tuple[str, str], names: list[str], *, differing: bool
) -> None:
    code, told = verified(record.replace(*change, 1))
    assert (code, bool(told["differences"])) == (4, differing)
    assert [(cause["cause"], cause["names"]) for cause in told["causes"]] == [("asked", names)]


@pytest.mark.parametrize(
    ("change", "names", "told"),
    [
        (("5000000", "5000000.01"), ["projects[0].compute_contract"], "甲: Compute contract amount (compute_contract)"),
        (("2000000", "3000000"), ["projects[1].model_contract"], "B: Model purchase amount (model_contract)"),
        (("甲", "乙"), ["projects[0].name"], "乙: name"),
        (("105000", "205000"), ["held.model-voucher"], "already granted this year: Model voucher"),
        (("startup", "sme"), ["company_type"], "Company type (company_type)"),
    ],
)
def test_what_was_changed_of_projects_and_what_is_held_is_the_cause(
    change: tuple[str, str], names: list[str], told: str
) -> None:
    code, found = verified(run_here("estimate", *SEVERAL, *DAY, "--json").stdout.replace(*change, 1))
    assert code == 4
    assert [(cause["cause"], cause["names"]) for cause in found["causes"]] == [("asked", names)]
    assert found["causes"][0]["text"] == f"Changed in the file after it was written: {told}."


def take_one_out(projects: list[Any]) -> None:
    del projects[1]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda projects: projects.append({}), ["projects[2]"]),
        (lambda projects: projects.reverse(), ["projects[0].model_contract"]),
        (take_one_out, ["projects[1]"]),
        (list.clear, ["projects"]),
    ],
    ids=["one more", "another order", "one less", "none"],
)
def test_a_project_that_was_put_in_or_taken_out_is_the_cause(
    change: Callable[[list[Any]], object], names: list[str]
) -> None:
    document = json.loads(run_here("estimate", *SEVERAL, *DAY, "--json").stdout)
    change(document["profile"]["projects"])
    code, told = verified(json.dumps(document))
    assert code == 4
    assert told["causes"][0]["cause"] == "asked"
    assert set(names) <= set(told["causes"][0]["names"])


def test_a_fact_that_cannot_be_read_is_the_cause(record: str) -> None:
    code, told = verified(record.replace('"compute_contract": 8000000', '"compute_contract": "lots"'))
    assert (code, told["differences"]) == (4, [])
    assert [cause["cause"] for cause in told["causes"]] == ["unreadable"]
    assert "compute_contract" in told["causes"][0]["text"]


def own_folder(folder: Path) -> str:
    (folder / "own.toml").write_text(PROGRAMME)
    (folder / "sources.toml").write_text(SOURCE)
    return str(folder)


def test_another_catalogue_is_the_cause_or_changes_nothing(record: str, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    copy_tree(FROZEN, folder)
    guide = folder / "programmes" / "shenzhen" / "training-voucher.toml"
    guide.write_text(guide.read_text("utf-8") + "\n# A remark.\n", "utf-8")
    mark = load_catalogue().mark
    done = run_here("verify", "-", "--json", stdin=record, env={"SZSUBSIDY_CATALOGUE": str(folder)})
    told = json.loads(done.stdout)
    assert (done.returncode, told["holds"]) == (0, True)
    assert [cause["cause"] for cause in told["causes"]] == ["catalogue"]
    assert told["catalogue"]["version"] != told["record"]["catalogue"]["version"] == mark.version
    guide.write_text(guide.read_text("utf-8").replace("until = 2026-12-24", "until = 2026-12-31"), "utf-8")
    done = run_here("verify", "-", "--json", stdin=record, env={"SZSUBSIDY_CATALOGUE": str(folder)})
    told = json.loads(done.stdout)
    assert (done.returncode, told["holds"]) == (4, False)
    assert ("training-voucher", "edition.until", "2026-12-24", "2026-12-31") in [
        (found["programme"], found["key"], found["recorded"], found["derived"]) for found in told["differences"]
    ]
    assert [(cause["cause"], cause["names"]) for cause in told["causes"]] == [
        ("catalogue", []),
        ("edition", ["training-voucher"]),
    ]


def test_terms_of_ones_own_are_another_catalogue(record: str, tmp_path: Path) -> None:
    code, told = verified(record, "--programmes", own_folder(tmp_path))
    assert code == 4  # the record says that there were none
    assert {found["key"] for found in told["differences"]} >= {"own_terms"}
    with_own = run_here("estimate", *FIRM, *DAY, "--json", "--programmes", str(tmp_path)).stdout
    assert verified(with_own, "--programmes", str(tmp_path))[0] == 0


def test_another_program_wrote_it_and_came_to_the_same(record: str) -> None:
    document = json.loads(record)
    document["program"] = "9.9"
    document["disclaimer"] = "Other words."
    document["totals"]["more"] = 0
    opening = {key: document[key] for key in ("schema_version", "program", "catalogue", "as_of")}
    document["seal"]["program"] = seal(opening, document["options"], {})["program"]  # type: ignore[arg-type]
    code, told = verified(json.dumps(document))
    assert (code, [cause["cause"] for cause in told["causes"]]) == (0, ["program"])
    document["totals"]["by_terms"] = 1
    code, told = verified(json.dumps(document))
    assert (code, [found["key"] for found in told["differences"]]) == (4, ["totals.by_terms"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_in_one_language_is_told_of_in_another(run: Run, language: str) -> None:
    text = run("estimate", *FIRM, *DAY, "--json", "--lang=zh-Hans").stdout
    done = run("verify", "-", "--lang", language, stdin=text)
    assert done.returncode == 0
    assert "480万元" in done.stdout or "480萬元" in done.stdout or language == "en"


# What is no record.


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is no record"),
        ("{", "is no record"),
        ("[]", "is no record"),
        ("{}", "is no record"),
        ("[" * 100_000, "is no record"),
        ("\udcff", "is no record"),
        ('{"schema_version": 2}', "is no record"),
        ('{"schema_version": 1, "profile": {}, "combination": [], "total": 0}', "schema version 1"),
        ('{"schema_version": 3}', "schema version 3"),
        ('{"schema_version": true}', "schema version true"),
    ],
)
def test_what_is_no_record_is_told_in_one_line(run: Run, content: str, told: str) -> None:
    done = run("verify", "-", stdin=content.encode("utf-8", "surrogateescape"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("szsubsidy: stdin: ")
    assert told in done.stderr


def test_other_documents_and_parts_of_one_are_no_records(run: Run, record: str) -> None:
    explained = run("explain", "training-voucher", *FIRM, *DAY, "--json").stdout
    part = run("estimate", *FIRM, *DAY, "--fields=schema_version,program,catalogue,as_of,profile,totals").stdout
    twice = record.replace('"as_of"', '"as_of": "2026-11-28",\n  "as_of"', 1)
    for content in (explained, part, twice):
        done = run("verify", "-", stdin=content)
        assert (done.returncode, "is no record" in done.stderr) == (2, True)


@pytest.mark.parametrize("form", ["table", "csv", "markdown", "json"])
@pytest.mark.parametrize("place", ["profile", "totals", "seal", "catalogue", "warnings"])
def test_what_a_file_says_is_text_and_no_control_code(run: Run, record: str, place: str, form: str) -> None:
    document = json.loads(record)
    document[place] = document[place] | {"\x1b[31mkey": "\x1b[31m"} if place != "warnings" else ["\x1b[31m"]
    document["program"] = "\x1b[31m"
    done = run("verify", "-", "--format", form, stdin=json.dumps(document))
    assert done.returncode == 4
    assert "\x1b" not in done.stdout


def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    assert run("verify", str(tmp_path / "none.json")).returncode == 2
    assert run("verify", str(tmp_path)).returncode == 2
