"""The JSON documents are a contract."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.cli.commands import COMMANDS
from szsubsidy.i18n import LANGUAGES
from szsubsidy.views.schema import schema_of
from tests.cases import CASES
from tests.documents import check_documents
from tests.program import Run

ESTIMATES = [name for name, phrases in CASES.items() if phrases[0] == "estimate"]


@pytest.mark.parametrize("case", ESTIMATES)
def test_an_estimate_obeys_its_schema(run: Run, case: str) -> None:
    schema = json.loads(run("estimate", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(run(*CASES[case], "--json").stdout)
    jsonschema.validate(document, schema)
    assert set(document) == set(schema["properties"])


def test_the_schema_of_version_2(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("estimate", "--schema").stdout == snapshot


def test_the_document_of_the_main_job(run: Run, snapshot: SnapshotAssertion) -> None:
    printed, mark = run(*CASES["main job"], "--json").stdout, load_catalogue().mark
    assert mark.hash in printed
    printed = re.sub(r'"catalogue": "[0-9a-f]{8}"', '"catalogue": "SEAL"', printed)
    assert printed.replace(mark.hash, "HASH").replace(mark.version, "VERSION") == snapshot


def test_keys_and_ids_do_not_depend_on_the_language(run: Run) -> None:
    english, chinese = (
        json.loads(run(*CASES["main job"], "--json", "--lang", tag).stdout) for tag in ("en", "zh-Hant")
    )
    assert [list(item) for item in english["programmes"]] == [list(item) for item in chinese["programmes"]]
    assert english["combination"] == chinese["combination"]
    assert list(english) == list(chinese)
    assert english["programmes"][0]["name"] != chinese["programmes"][0]["name"]


LARGEST = 6_000
"""As many bytes an estimate has at most, of one programme that one is eligible for."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", ["2026-01-15", "2026-05-20", "2026-11-28"])
def test_an_estimate_of_one_programme_is_small(run_live: Run, language: str, day: str) -> None:
    firm = ("--company-type=startup", "--project-category=model-training", "--compute-contract=800万")
    printed = run_live("estimate", *firm, "--as-of", day, "--json", "--lang", language).stdout
    document = json.loads(printed)
    assert [(item["id"], item["amount"]) for item in document["programmes"] if item["status"] == "eligible"] == [
        ("training-voucher", 4_800_000)
    ]
    assert len(printed.encode()) <= LARGEST


def test_what_is_about_something_else_stands_only_in_all(run: Run) -> None:
    relevant, everything = (
        [item["id"] for item in json.loads(run(*CASES["main job"], "--json", *more).stdout)["programmes"]]
        for more in ([], ["--all"])
    )
    assert set(relevant) < set(everything)
    assert everything == list(load_catalogue().programmes)
    rows = run(*CASES["main job"], "--format=csv").stdout.splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == relevant


def test_details_add_to_each_programme_what_explain_tells(run: Run) -> None:
    [plain], [detailed] = (
        json.loads(run(*CASES["main job"], "--json", *more).stdout)["programmes"] for more in ([], ["--details"])
    )
    explained = json.loads(run("explain", plain["id"], *CASES["main job"][1:], "--json").stdout)
    assert set(detailed) - set(plain) == {"reasons", "figures", "annual_budget", "unmodelled", "provisions"}
    assert detailed.items() <= explained.items()
    assert {**detailed, "disputes": plain["disputes"]}.items() >= plain.items()


@pytest.mark.parametrize(
    ("day", "company", "contract", "totals", "reach", "application_day", "at_application"),
    [
        ("2026-11-28", "startup", "800万", (4_800_000, 0, 0), "closed", None, None),
        ("2026-05-20", "startup", "800万", (4_800_000, 4_800_000, 4_800_000), "open", "2026-05-20", None),
        ("2026-01-15", "sme", "40万", (200_000, 0, 0), "upcoming", "2026-05-06", {"status": "ineligible", "amount": 0}),
    ],
)
def test_the_totals_say_what_can_still_be_had(  # noqa: PLR0913, PLR0917  # one row, one case of the worked examples
    run: Run,
    day: str,
    company: str,
    contract: str,
    totals: tuple[int, int, int],
    reach: str,
    application_day: str | None,
    at_application: dict[str, object] | None,
) -> None:
    firm = ("--company-type", company, "--project-category=model-training", "--compute-contract", contract)
    found = json.loads(run("estimate", *firm, "--as-of", day, "--json").stdout)
    assert tuple(found["totals"][key] for key in ("by_terms", "within_reach", "open_now")) == totals
    [voucher] = found["programmes"]
    assert (voucher["reach"], voucher["application_day"]) == (reach, application_day)
    assert voucher["at_application"] == at_application
    assert voucher["window"]["stage"] == "apply"
    [row] = csv.DictReader(io.StringIO(run("estimate", *firm, "--as-of", day, "--format=csv").stdout))
    assert (row["reach"], row["application_day"]) == (reach, application_day or "")
    assert (row["opens"], row["closes"]) == (voucher["window"]["opens"], voucher["window"]["closes"])
    assert row["at_application_status"] == (at_application or {"status": ""})["status"]


def test_what_counts_for_nothing_is_told_with_what_would_make_it_count(run: Run) -> None:
    [unused] = json.loads(run(*CASES["main job"], "--model-contract=300万", "--json").stdout)["unused"]
    assert unused == {
        "fact": "model_contract",
        "add": {"fact": "project_category", "value": "model-application"},
        "programme": "model-voucher",
        "amount": 900_000,
    }


@pytest.mark.parametrize(
    "given",
    [
        [
            "--project-category=model-training,key-laboratory",
            "--compute-contract=3000000.33",
            "--leader-age=30",
            "--model-filed=yes",
        ],
        ["--project=model_contract=3万;name=甲", "--project=model_filed=yes;leader_age=30", "--held=model-voucher=1.5"],
    ],
    ids=["one project", "several"],
)
def test_a_saved_profile_obeys_the_schema_of_profiles(run: Run, tmp_path: Path, given: list[str]) -> None:
    import tomllib

    schema = json.loads(run("facts", "--json-schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    run("estimate", "--company-type=startup", *given, "--save-profile", str(tmp_path / "firm.toml"))
    jsonschema.validate(tomllib.loads((tmp_path / "firm.toml").read_text("utf-8")), schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {"projects": [{"company_type": "sme"}]},
        {"projects": {"compute_contract": 1}},
        {"projects": [{"name": "a; b"}]},
        {"held": {"no-such-voucher": 1}},
        {"held": {"training-voucher": -1}},
    ],
    ids=str,
)
def test_what_no_profile_may_say_fails_the_schema(run: Run, wrong: dict[str, object]) -> None:
    schema = json.loads(run("facts", "--json-schema").stdout)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


@pytest.mark.parametrize(
    "arguments",
    [["programmes", "list"], ["programmes", "show", "model-voucher"], ["facts"], ["sources"], ["programmes", "check"],
     ["explain", "kunpeng-youth", "--leader-age=44"], ["disputes"], ["calendar"],
     ["programmes", "diff", "--from", "2026-05-01"]],
    ids=" ".join,
)  # fmt: skip
def test_every_reading_command_has_json(run: Run, arguments: list[str]) -> None:
    assert json.loads(run(*arguments, "--json").stdout)["schema_version"] == 2


def test_a_threshold_is_written_in_the_unit_of_its_fact(run: Run) -> None:
    [edition] = json.loads(run("programmes", "show", "kunpeng-youth", "--json").stdout)["editions"]
    assert {"fact": "leader_age", "at_most": 40, "presumed": False, "per": None, "cite": "kunpeng-rules-2025#5"} in [
        comparison for item in edition["eligibility"]["all"] for comparison in item.get("any", [])
    ]
    fund = json.loads(run("programmes", "show", "loan-risk-pool", "--json").stdout)["editions"][0]
    assert [item["at_most"] for item in fund["eligibility"]["all"] if "at_most" in item] == [30_000_000]


def test_every_command_but_the_one_that_asks_prints_json_that_has_a_schema() -> None:
    documents = {command.path: command.load().document for command in COMMANDS}
    assert [path for path, document in documents.items() if document is None] == [("programmes", "new"), ("help",)]
    for document in filter(None, documents.values()):
        version = schema_of(document())["properties"]["schema_version"]
        assert version == {"const": 2, "title": "Schema Version", "type": "integer"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("disclaimer"),
        lambda document: document.update(more=1),
        lambda document: document.update(as_of="2026-02-30"),
        lambda document: document["totals"].update(by_terms=0.005),
        lambda document: document["programmes"][0].update(status="perhaps"),
        lambda document: document["programmes"][0]["range"].append(1),
    ],
    ids=["key gone", "key added", "no day", "part of a fen", "unknown status", "three ends"],
)
def test_a_document_that_breaks_its_schema_fails_the_test_that_printed_it(
    run: Run, spoil: Callable[[dict[str, Any]], object]
) -> None:
    arguments = [*CASES["main job"], "--json"]
    printed = run(*arguments).stdout
    check_documents(arguments, 0, printed, "")
    document = json.loads(printed)
    spoil(document)
    with pytest.raises(jsonschema.ValidationError):
        check_documents(arguments, 0, json.dumps(document), "")


def test_the_schema_calls_a_percentage_per_cent_and_an_amount_yuan(run: Run) -> None:
    definitions = json.loads(run("explain", "--schema").stdout)["$defs"]
    said = {
        name: definitions[name]["properties"]["value"]["description"].partition(",")[0]
        for name in ("RateFigureDocument", "AmountFigureDocument", "BudgetDocument")
    }
    assert said == {"RateFigureDocument": "per cent", "AmountFigureDocument": "yuan", "BudgetDocument": "yuan"}
    disputed = definitions["DisputeDocument"]["properties"]["adopted"]["anyOf"]
    assert [form.get("description", "").partition(",")[0] for form in disputed] == ["per cent", "yuan", ""]


def test_where_to_apply_is_in_the_json_of_a_programme(run: Run) -> None:
    shown = json.loads(run("programmes", "show", "training-voucher", "--json").stdout)
    for edition, told in zip(load_catalogue().programmes["training-voucher"].editions, shown["editions"], strict=True):
        assert edition.apply
        assert told["apply"] == {
            "office": edition.apply.office,
            "how": edition.apply.how,
            "link": edition.apply.link,
            "link_seen": False if edition.apply.link else None,
            "cite": edition.apply.cite,
            "confidence": edition.apply.confidence,
        }
    [fund] = json.loads(run("programmes", "show", "loan-risk-pool", "--json").stdout)["editions"]
    assert fund["apply"] is None
