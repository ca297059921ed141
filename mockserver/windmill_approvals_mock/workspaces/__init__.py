"""What a workspace contains besides runs: users, tokens, deployed items and the audit log."""
