"""--init: what a project shows, and the configuration that says so."""
