"""The JSON documents are a contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from szsubsidy.catalogue.load import load_catalogue
from szsubsidy.cli.commands import COMMANDS
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
    assert printed.replace(mark.hash, "HASH").replace(mark.version, "VERSION") == snapshot


def test_keys_and_ids_do_not_depend_on_the_language(run: Run) -> None:
    english, chinese = (
        json.loads(run(*CASES["main job"], "--json", "--lang", tag).stdout) for tag in ("en", "zh-Hant")
    )
    assert [list(item) for item in english["programmes"]] == [list(item) for item in chinese["programmes"]]
    assert english["combination"] == chinese["combination"]
    assert english["programmes"][0]["name"] != chinese["programmes"][0]["name"]


def test_a_saved_profile_obeys_the_schema_of_profiles(run: Run, tmp_path: Path) -> None:
    import tomllib

    schema = json.loads(run("facts", "--json-schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    run(
        "estimate",
        "--company-type=startup",
        "--project-category=model-training,key-laboratory",
        "--compute-contract=3000000.33",
        "--leader-age=30",
        "--model-filed=yes",
        "--save-profile",
        str(tmp_path / "firm.toml"),
    )
    jsonschema.validate(tomllib.loads((tmp_path / "firm.toml").read_text()), schema)


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
    assert {"fact": "leader_age", "at_most": 40, "presumed": False, "cite": "kunpeng-rules-2025#5"} in [
        comparison for item in edition["eligibility"]["all"] for comparison in item.get("any", [])
    ]
    fund = json.loads(run("programmes", "show", "loan-risk-pool", "--json").stdout)["editions"][0]
    assert [item["at_most"] for item in fund["eligibility"]["all"] if "at_most" in item] == [30_000_000]


def test_every_command_but_the_one_that_asks_prints_json_that_has_a_schema() -> None:
    documents = {command.path: command.load().document for command in COMMANDS}
    assert [path for path, document in documents.items() if document is None] == [("programmes", "new")]
    for document in filter(None, documents.values()):
        version = schema_of(document())["properties"]["schema_version"]
        assert version == {"const": 2, "title": "Schema Version", "type": "integer"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("disclaimer"),
        lambda document: document.update(more=1),
        lambda document: document.update(as_of="2026-02-30"),
        lambda document: document.update(total=0.005),
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
    definitions = json.loads(run("estimate", "--schema").stdout)["$defs"]
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
