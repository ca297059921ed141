"""Reimplements the parsing and the error texts of serde, axum, uuid and base64."""
