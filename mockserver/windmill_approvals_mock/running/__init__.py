"""Runs steps: with stubs, or in subprocesses."""
