"""Fixes: one fix, one file; and how edits are joined, checked, written and shown as a patch."""
