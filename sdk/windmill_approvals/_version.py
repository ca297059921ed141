"""This package's version, written here only. The build reads it; asking the installation at run time is slow."""

VERSION = "0.1.0"
