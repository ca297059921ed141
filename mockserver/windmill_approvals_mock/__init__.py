"""A Windmill that knows approvals and nothing else."""
