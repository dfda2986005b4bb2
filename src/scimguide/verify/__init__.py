"""Runs pages as tests, and holds the built site against what ran."""
