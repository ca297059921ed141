"""Flows: definitions, runs, expressions and the state machine. Pure: a run and an event in, a run and effects out."""
