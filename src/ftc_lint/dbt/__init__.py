"""SQL that dbt runs besides its models: hooks, and what macros hand to the database."""


def may_run_strings(text: str) -> bool:
    """Whether a text has tags of Jinja that may run SQL in a string."""
    return ("{{" in text or "{%" in text) and ("hook" in text or "run_query" in text)
