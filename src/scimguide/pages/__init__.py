"""
What pages say, found by one scan of each; and how files are read and written back.

A ground room: standard library and PyYAML only, so that every other room can use it.
"""
