"""The subcommands `serve` and `verify`."""
