"""Procedures of the pages: prose that a browser can carry out in the rehearsal console."""
