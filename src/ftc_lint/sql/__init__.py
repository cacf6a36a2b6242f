"""SQL text to operations: tolerant tokens, statements of a script, then their meaning."""
