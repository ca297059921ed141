"""A page on which each person approves by a link of their own, and no mail scanner votes.

    from windmill_approvals import AsyncWindmill
    from windmill_approvals.confirm import AsyncConfirmation

    confirmation = AsyncConfirmation(AsyncWindmill(), url="https://example.com/approvals/", secret=secret)
    app.mount("/approvals", confirmation)
    mail("alice", confirmation.link(urls))          # urls: get_resume_urls("alice", job_id=…)

Windmill's own links have one flaw or the other. A signed URL is personal, but votes as soon as it is opened, by a
scanner too. An approval page waits for a button, but is the same page for everybody since 1.664, and each click on it
is another vote. Here the mailed URL is personal *and* only shows a page; the button's POST votes, once for each person.

The URL holds a ticket that the application authenticates: job, resume id, approver, expiry. The signed link is minted
when the button is pressed, with the application's login, and never leaves it. Needs nothing but this package.
"""

from ._confirmation import AsyncConfirmation, Confirmation

__all__ = ["AsyncConfirmation", "Confirmation"]
