"""A notebook's Python with its magics and shell commands → facts."""
