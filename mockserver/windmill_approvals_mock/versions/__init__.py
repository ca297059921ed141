"""What each version of Windmill does differently."""
