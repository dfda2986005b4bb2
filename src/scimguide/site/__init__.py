"""What MkDocs loads: the spec's values for prose."""
