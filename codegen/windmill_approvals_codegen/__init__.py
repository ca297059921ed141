"""Spec in, package out: generates, slices, compares and checks; imports nothing else of ours."""
