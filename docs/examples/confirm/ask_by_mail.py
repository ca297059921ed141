"""Ask people by mail whether a flow may go on: mail, confirm, wait.

    python ask_by_mail.py f/ops/refund alice@example.com bob@example.com

Starts the flow, mails each person a link of their own once it waits, serves the page that the links lead to, and says
how the flow ended. Where Windmill is, and as whom to use it, is in BASE_INTERNAL_URL, WM_TOKEN and WM_WORKSPACE. Mails
go to SMTP_HOST; without one they are shown. The page listens at PORT; PAGE_URL is its public address, if another.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import sys
import threading
from email.message import EmailMessage
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from windmill_approvals import Succeeded, Windmill
from windmill_approvals.confirm import Confirmation

A_WEEK = 7 * 24 * 60 * 60


class Server(ThreadingMixIn, WSGIServer):
    """One slow visitor keeps nobody else waiting."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the address of a request holds the link."""


def send_mail(person: str, flow: str, link: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "approvals@example.com", person
    mail["Subject"] = f"Your approval is needed: {flow}"
    mail.set_content(f"Please decide here:\n\n{link}\n", cte="7bit")  # else a long link is broken into lines
    if host := os.environ.get("SMTP_HOST"):
        with smtplib.SMTP(host) as smtp:
            smtp.send_message(mail)
    else:
        print(mail, flush=True)


def main(path: str, people: list[str]) -> int:
    """0 if the flow succeeded."""
    with Windmill() as windmill, Server(("127.0.0.1", int(os.environ.get("PORT", "0"))), Quiet) as server:
        address = os.environ.get("PAGE_URL", f"http://127.0.0.1:{server.server_port}/")
        # Give the secret if the links are to work after a restart, or in several processes.
        secret = os.environ.get("CONFIRMATION_SECRET") or secrets.token_hex(32)
        confirmation = Confirmation(windmill, url=address, secret=secret)
        server.set_app(confirmation)
        threading.Thread(target=server.serve_forever, daemon=True).start()

        flow = windmill.run_flow(path)
        step = windmill.wait_until_suspended(flow, within=60).job_id
        for person in people:
            urls = windmill.get_resume_urls(person, job_id=step)
            send_mail(person, path, confirmation.link(urls))
        end = windmill.wait_until_done(flow, within=A_WEEK)
        print(f"The flow ended: {end}", flush=True)
        server.shutdown()
        return 0 if isinstance(end, Succeeded) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
