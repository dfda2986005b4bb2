"""Runs pages as tests, and compares the built site with what ran."""
