"""A workspace as files, in the layout that Windmill's own CLI writes and reads."""
