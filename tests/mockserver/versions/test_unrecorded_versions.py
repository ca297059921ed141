"""A version newer than every recording works, and everyone who asks for it is told which recording it follows."""

from __future__ import annotations

import warnings

import httpx
import pytest
from windmill_approvals_mock import MockWindmill, UnrecordedVersion

TOLD = "Windmill 1.863 is newer than every recorded version; the mock follows 1.788"


def test_a_mock_of_a_newer_version_warns_and_works() -> None:
    with pytest.warns(UnrecordedVersion, match=TOLD) as caught:
        mock = MockWindmill(windmill="1.863")
    assert caught[0].filename == __file__
    with mock, httpx.Client(transport=mock.transport(), base_url=mock.base_url) as client:
        assert client.get("/api/version").text == "CE v1.863.0"


@pytest.mark.parametrize("version", ["1.607", "1.650", "1.788"])
def test_no_other_version_warns(version: str) -> None:
    with warnings.catch_warnings(action="error"), MockWindmill(windmill=version):
        pass


def test_an_unknown_version_is_refused_with_the_recorded_ones() -> None:
    with pytest.raises(ValueError, match=r"Recorded versions: 1\.607, 1\.624, 1\.700, 1\.788"):
        MockWindmill(windmill="latest")
