"""
Pages as files: how they are read, and how they are written back.

A ground room: standard library and PyYAML only, so that every other room can use it.
"""
