"""Windmill's HTTP API: routes by operationId, operations, refusals and views, and the texts of Rust's libraries."""
