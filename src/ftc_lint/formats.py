"""The names of the output formats. The values are public (`--output-format`)."""

FORMATS = (
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html",
    "openmetrics",
)  # fmt: skip
