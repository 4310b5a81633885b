"""``--fields`` prints some keys of a document, and knows which it can have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_formats import FIRM, FIRMS, LINES, given, printed
from tests.program import Run


@pytest.mark.parametrize("name", LINES)
def test_every_command_with_json_picks_keys_of_it(run: Run, name: str) -> None:
    whole = json.loads(printed(run, name, "--json"))
    for keys in (["catalogue"], list(whole)[::-1][:3], ["as_of", "catalogue.hash"]):
        found = json.loads(printed(run, name, "--fields", ",".join(keys)))
        assert list(found) == [key.partition(".")[0] for key in keys]
        assert found | {"catalogue": None} == {key: whole[key] for key in found} | {"catalogue": None}
    assert found["catalogue"] == {"hash": whole["catalogue"]["hash"]}


@pytest.mark.parametrize("name", LINES)
def test_a_key_that_a_document_never_has_is_one_line_and_the_near_one(run: Run, name: str) -> None:
    done = run(*name.split(), *LINES[name], "--fields", "as_of,catalouge", stdin=given(run, name))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "szsubsidy: --fields: no key is called 'catalouge' (did you mean catalogue? --schema tells of all keys)\n"
    )


def test_a_name_picks_from_each_entry_of_a_list_and_may_find_it_empty(run: Run) -> None:
    def found(*arguments: str) -> Any:
        return json.loads(run("calendar", *arguments, "--fields=events.date,events.kind").stdout)

    dates = found("--as-of=2026-01-15")["events"]
    assert dates
    assert {tuple(event) for event in dates} == {("date", "kind")}
    assert found("--as-of=2026-01-15", "--until=2026-01-15") == {"events": []}


def test_what_is_asked_for_whole_and_in_part_comes_whole(run: Run) -> None:
    for fields in ("catalogue,catalogue.hash", "catalogue.hash,catalogue"):
        assert set(json.loads(run("--version", "--fields", fields).stdout)["catalogue"]) == {"version", "hash"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("hash", "catalogue.hash"), ("programmes.nmae", "programmes.name"), ("as_of.day", "as_of"), ("", None)],
)
def test_what_stands_elsewhere_or_looks_alike_is_suggested(run: Run, name: str, meant: str | None) -> None:
    done = run("estimate", *FIRM, "--fields", name)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"no key is called {name!r}" in done.stderr
    assert ("did you mean" in done.stderr) == (meant is not None)
    assert meant is None or f"did you mean {meant}?" in done.stderr


def test_keys_are_of_json_alone(run: Run) -> None:
    assert run("estimate", *FIRM, "--fields=as_of", "--format=csv").returncode == 2
    assert run("estimate", *FIRM, "--fields=as_of", "--total").returncode == 2
    assert json.loads(run("estimate", *FIRM, "--fields=as_of", "--json", "--as-of=2026-01-15").stdout) == {
        "as_of": "2026-01-15"
    }


def test_a_condition_holds_conditions_and_any_key_in_them(run: Run) -> None:
    done = run("programmes", "show", "training-voucher", "--fields=editions.eligibility.all.any.all.fact,kind")
    assert done.returncode == 0
    assert json.loads(done.stdout)["kind"] == "voucher"


def test_a_comparison_beside_changed_terms_has_the_keys_of_a_comparison(run: Run, tmp_path: Path) -> None:
    reform = tmp_path / "more.toml"
    reform.write_text(
        'title = "More"\n[[changes]]\nprogramme = "training-voucher"\nparameter = "rates[0].percent"\nvalue = "70"\n'
    )
    done = run("estimate", *FIRM, "--reform", str(reform), "--fields=variants.nmae")
    assert (done.returncode, "did you mean variants.name?" in done.stderr) == (2, True), done.stderr


def test_the_summary_of_a_batch_is_picked_from(run: Run, tmp_path: Path) -> None:
    done = run(
        "batch", "-", "-o", "/dev/null", "--force", "--summary=-", "--fields=rows,catalogue.version", stdin=FIRMS
    )
    assert json.loads(done.stdout).keys() == {"rows", "catalogue"}
    assert run("batch", "-", "--fields=rows", stdin=FIRMS).returncode == 2
