"""A page on which each person approves through their own link, and mail scanners do not vote.

    from windmill_approvals import AsyncWindmill
    from windmill_approvals.confirm import AsyncConfirmation

    confirmation = AsyncConfirmation(AsyncWindmill(), url="https://example.com/approvals/", secret=secret)
    app.mount("/approvals", confirmation)
    mail("alice", confirmation.link(urls))          # urls: get_resume_urls("alice", job_id=…)

Windmill's own links are not both personal and safe to mail. A signed URL is personal, but it votes as soon as anything
opens it, a mail scanner too. An approval page waits for a button, but since 1.664 it is the same page for everybody,
and each click on it is another vote. Here the mailed URL is personal *and* opens a page, whose button votes: once per
person.

The URL holds a ticket that the application authenticates: job, resume id, approver and expiry. When somebody presses
the button, the application mints the signed link with its own login, and never shows it.
"""

from ._confirmation import AsyncConfirmation, Confirmation

__all__ = ["AsyncConfirmation", "Confirmation"]
