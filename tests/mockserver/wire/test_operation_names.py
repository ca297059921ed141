"""Operations go by the names of the client's methods as well, and an unknown name says which there are."""

from __future__ import annotations

import pytest
from windmill_approvals import StatusError, Windmill
from windmill_approvals._operations import TABLE
from windmill_approvals_mock import MockWindmill
from windmill_approvals_mock.wire.operation_names import CLIENT_METHODS, find_operations
from windmill_approvals_mock.wire.routes import ALL_OPERATIONS

JOB = "11111111-2222-3333-4444-555555555555"


def test_the_methods_are_those_of_the_client() -> None:
    assert {name: row.endpoints for name, row in TABLE.items()} == CLIENT_METHODS


def test_every_method_stands_for_operations_that_there_are() -> None:
    assert {one for name in CLIENT_METHODS for one in find_operations(name, ALL_OPERATIONS)} <= set(ALL_OPERATIONS)


def test_an_unknown_name_lists_near_ones_methods_and_operation_ids() -> None:
    with pytest.raises(ValueError, match="there is no operation 'aprove'; did you mean approve") as refused:
        find_operations("aprove", ALL_OPERATIONS)
    assert "methods of the client: approval_info, approve, cancel" in str(refused.value)
    assert "resumeSuspendedJobPost" in str(refused.value)


def test_a_fault_is_for_the_method_that_the_test_calls(windmill_mock: MockWindmill) -> None:
    mock = windmill_mock
    mock.fault("job_signature", status=418)
    with Windmill(mock.base_url, mock.token, mock.workspace, job_id=JOB, transport=mock.transport()) as client:
        assert client.get_resume_urls()
        with pytest.raises(StatusError, match="418"):
            client.job_signature(1)
    assert windmill_mock.journal.last("job_signature").status == 418


def test_the_journal_refuses_an_unknown_name(windmill_mock: MockWindmill) -> None:
    with pytest.raises(ValueError, match="did you mean approve"):
        windmill_mock.journal.count("aprove")
