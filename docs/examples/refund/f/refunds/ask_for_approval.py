import wmill


def main(order: int, amount: int):
    """One mail to all approvers: any of them may decide, so all get the page, which waits for a button.

    Not `resume` or `cancel`: those vote as soon as anything opens them, a mail scanner too.
    """
    names = wmill.get_resource("f/refunds/approvers")["names"]
    return {
        "to": [f"{name}@example.com" for name in names],
        "subject": f"Refund {amount} for order {order}?",
        "page": wmill.get_resume_urls()["approvalPage"],
    }
