import wmill


def main(order: int, amount: int):
    """One mail for each approver, with links of their own."""
    mails = []
    for name in wmill.get_resource("f/refunds/approvers")["names"]:
        urls = wmill.get_resume_urls(approver=name)
        mails.append(
            {
                "to": f"{name}@example.com",
                "subject": f"Refund {amount} for order {order}?",
                "approve": urls["resume"],
                "deny": urls["cancel"],
                "page": urls["approvalPage"],
            }
        )
    return mails
