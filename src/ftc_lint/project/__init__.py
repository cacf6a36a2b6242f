"""The facts of all files together: call graph, filled templates, flows, verdicts."""
