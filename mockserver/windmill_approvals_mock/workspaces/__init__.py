"""What a workspace holds besides runs: people, tokens, deployed things, the audit log."""
