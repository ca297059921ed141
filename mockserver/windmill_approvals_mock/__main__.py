"""`python -m windmill_approvals_mock` is `windmill-approvals serve`."""

from __future__ import annotations

import sys

from windmill_approvals_mock.commands.serve import main

sys.exit(main())
