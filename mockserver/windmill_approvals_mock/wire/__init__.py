"""What goes over HTTP: routes by operationId, operations, refusals, views; below them the texts of Rust's libraries."""
