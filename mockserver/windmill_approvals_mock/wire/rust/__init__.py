"""The texts of serde, axum, uuid and base64, written again."""
