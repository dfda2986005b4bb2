"""An executable guide: one mapping spec, the pages made from it, and their proof."""

__version__ = "0.1.0"
