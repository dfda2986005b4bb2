"""``python -m scimguide`` is the ``scimguide`` command."""

from scimguide.cli import main

main()
