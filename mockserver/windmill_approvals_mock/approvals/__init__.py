"""The rules of approval: signing, votes, gates. Pure: no clock, no HTTP, no storage."""
