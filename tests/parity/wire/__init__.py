"""What the official clients and ours send, case by case, and the page made of it."""
