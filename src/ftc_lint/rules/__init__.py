"""Rules: one file each, named after the rule; a new file is a new rule."""
