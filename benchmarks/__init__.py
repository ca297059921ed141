"""What the mock and the client cost, beside what people use instead: `make bench`."""
