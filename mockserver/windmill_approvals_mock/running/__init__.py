"""What runs steps: stubs, and subprocesses."""
