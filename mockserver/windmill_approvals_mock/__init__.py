"""A Windmill that knows approvals and nothing else, for tests and demonstrations.

>>> from windmill_approvals_mock import MockWindmill
>>> with MockWindmill() as mock:
...     client = httpx.Client(transport=mock.transport(), base_url=mock.base_url)
"""

from windmill_approvals_mock.mock_windmill import MockWindmill
from windmill_approvals_mock.world.stubs import StepCall

__all__ = ["MockWindmill", "StepCall"]
