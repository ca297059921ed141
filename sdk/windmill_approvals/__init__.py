"""The client people import, over the generated low-level one."""
