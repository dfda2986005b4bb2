"""The one app."""
