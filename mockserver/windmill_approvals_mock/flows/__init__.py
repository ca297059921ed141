"""What a flow is and how it moves: definition, run, expressions. Pure: a run and an event in, a run and effects out."""
