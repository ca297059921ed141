"""What each operation of the API does, one module a subject."""
