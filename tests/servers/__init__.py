"""Real database servers for the tests, started on demand and stopped at the end."""
