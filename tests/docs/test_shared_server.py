"""Every command on the page about shared servers is run, in order, in one shell."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from windmill_approvals_mock.testing.mock_windmill import MockWindmill

from tests.docs.reading_pages import read_blocks
from tests.free_ports import reserved_port
from tests.mockserver.driving import gated, step
from tests.postgres import Cluster

PAGE = "how-to/run-a-shared-server.md"
PORTS = ("8000", "8001", "8002")
SECONDS_AT_MOST = 900


@pytest.fixture
def free_ports() -> Iterator[dict[str, str]]:
    """For each port on the page one that is free."""
    with ExitStack() as stack:
        yield {port: str(stack.enter_context(reserved_port())) for port in PORTS}


def with_ports(text: str, ports: dict[str, str]) -> str:
    for port, free in ports.items():
        text = text.replace(port, free)
    return text


@pytest.fixture
def environment(postgres: Cluster, tmp_path: Path) -> Iterator[dict[str, str]]:
    if shutil.which("nginx") is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    programs = os.pathsep.join([str(Path(sys.executable).parent), str(postgres.programs)])
    database = {"PGHOST": str(postgres.folder), "PGPORT": str(postgres.port), "PGUSER": "postgres"}
    yield {**os.environ, **database, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "no_proxy": "*"}
    for file in tmp_path.glob("*.pid"):
        with suppress(ProcessLookupError):
            os.kill(int(file.read_text()), signal.SIGTERM)


@pytest.fixture
def run(environment: dict[str, str], free_ports: dict[str, str], tmp_path: Path) -> Callable[[Sequence[str]], str]:
    """Runs a command beside the page's configuration of nginx, and returns what it printed. It must succeed."""
    (config,) = read_blocks(PAGE, "nginx")
    (tmp_path / "nginx.conf").write_text(with_ports(config.code, free_ports))

    def run(command: Sequence[str]) -> str:
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS_AT_MOST,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run


@pytest.mark.whole
def test_the_commands_bring_up_two_replicas_behind_a_proxy(
    run: Callable[[Sequence[str]], str], free_ports: dict[str, str], postgres: Cluster, tmp_path: Path
) -> None:
    script = "\n".join(block.code for block in read_blocks(PAGE, "bash"))
    run(["bash", "-euo", "pipefail", "-c", with_ports(script, free_ports) + '\necho "$TOKEN" > token\n'])
    with MockWindmill(store=f"sqlite:///{tmp_path}/backup.db") as copy:
        assert copy.runs == []
    token = (tmp_path / "token").read_text().strip()
    base_url = f"http://localhost:{free_ports['8000']}"
    with httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as http:
        flow = http.post("/api/w/demo/jobs/run/preview_flow", json={"value": {"modules": [gated("a"), step("b")]}}).text
        wait = http.get(f"/api/w/demo/jobs_u/get/{flow}").json()["flow_status"]["modules"][0]
        urls = http.get(f"/api/w/demo/jobs/resume_urls/{wait['job']}/1").json()
        assert urls["resume"].startswith(f"{base_url}/api/")
        assert http.post(urlsplit(urls["resume"]).path, json={}).status_code == 201
        page = http.get(urls["approvalPage"])
        loaded = re.findall(r'(?:href|src)="(/[^"]*)"', page.text)
        assert len(loaded) == 2
        assert [http.get(path).status_code for path in ("/healthz", *loaded)] == [404, 200, 200]
        assert [http.get(path).status_code for path in ("/", "/_mock/minted", "/_mock/health")] == [404] * 3
    with psycopg.connect(postgres.url().replace("/postgres?", "/approvals_again?")) as again:
        assert again.execute("SELECT count(*) FROM windmill_approvals_mock.documents").fetchone() != (0,)


A_FEW = ("two of two", "required_events 0", "gate on a skipped step", "resume_urls", "payloads: large")
"""Scenarios that wait for nothing but their runs."""


@pytest.mark.whole
@pytest.mark.parametrize("windmill", ["1.607", "1.788"])
def test_two_replicas_behind_the_proxy_agree_with_the_recordings(
    windmill: str,
    run: Callable[[Sequence[str]], str],
    environment: dict[str, str],
    free_ports: dict[str, str],
    postgres: Cluster,
    tmp_path: Path,
) -> None:
    base_url, token = f"http://localhost:{free_ports['8000']}", "token-of-both-replicas"
    options = ["--store", postgres.empty(), "--token", token, "--base-url", base_url, "--windmill", windmill]
    with ExitStack() as stack:
        for port in ("8001", "8002"):
            command = ["windmill-approvals", "serve", "--run-steps", "--port", free_ports[port], *options]
            stack.enter_context(running(command, environment))
        ready = "curl --silent --fail --retry 300 --retry-delay 1 --retry-connrefused http://localhost:{}/_mock/health/ready"
        for port in ("8001", "8002"):
            run(["bash", "-c", ready.format(free_ports[port])])
        run(["nginx", "-p", str(tmp_path), "-e", "nginx.log", "-c", "nginx.conf"])
        verify = ["windmill-approvals", "verify", base_url, "--token", token, "--workspace", "demo"]
        printed = run([*verify, "--windmill", windmill, "--only", *A_FEW])
    assert f"\nnearest to {windmill};" in printed


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
