"""What a workspace looks like as files: the folder that Windmill's own CLI writes and reads."""
