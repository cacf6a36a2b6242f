"""Work that is divided among processes."""
