"""Takes the pictures that README and docs show: `make pictures`. Otherwise they are taken, too, and thrown away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.conftest import MakePage, MakeStage
from tests.browser.stage import FORM, ORDER, Stage, refund

LARGEST = 230_000
"""Bytes of one picture."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(os.environ.get("PICTURES", tmp_path))


@pytest.fixture
def started(make_stage: MakeStage) -> tuple[Stage, str]:
    """Three refunds: one waits for its second vote, one was denied, one went through."""
    stage = make_stage()
    stage.mock.stub("check", result={"order": 7, "amount": 420, "customer": "Ada"}, takes=2)
    stage.mock.stub("file", result=None, takes=1)
    stage.deploy("f/ops/refund", *refund(resume_form=FORM), summary="Refund an order", schema=ORDER)
    runs = [stage.start("f/ops/refund", order=order) for order in (5, 6, 7)]
    stage.mock.advance(10)
    for approver, action, run in (
        ("alice", "resume", runs[0]),
        ("bob", "resume", runs[0]),
        ("bob", "cancel", runs[1]),
        ("alice", "resume", runs[2]),
    ):
        stage.mock.advance(95)
        payload = {"amount": 42, "currency": "EUR"}
        number = len(approver)
        stage.admin.post(stage.urls(run, number, approver=approver)[action], json=payload).raise_for_status()
    return stage, runs[2]


def test_the_console(started: tuple[Stage, str], open_page: MakePage, folder: Path) -> None:
    stage, run = started
    page = open_page(stage.console(run), viewport={"width": 1120, "height": 1200}, color_scheme="light")
    save(page.screenshot(), folder / "console.png")


def test_the_list_of_runs_in_the_dark(started: tuple[Stage, str], open_page: MakePage, folder: Path) -> None:
    stage, _ = started
    page = open_page(stage.console(), viewport={"width": 1120, "height": 470}, color_scheme="dark")
    save(page.screenshot(), folder / "runs.png")


def test_the_approval_page(started: tuple[Stage, str], open_page: MakePage, folder: Path) -> None:
    stage, run = started
    phone = {"width": 400, "height": 860}
    page = open_page(stage.page_of(run, 9), viewport=phone, color_scheme="light")
    save(page.screenshot(), folder / "approval.png")


def save(picture: bytes, path: Path) -> None:
    assert len(picture) < LARGEST
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
