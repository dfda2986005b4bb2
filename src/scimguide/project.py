"""Where the parts of a guide stand below its root."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A guide on disk: the folder with ``docs/``, ``snippets/`` and ``mkdocs.yml``."""

    root: Path

    @property
    def docs(self) -> Path:
        """The pages and the spec."""
        return self.root / "docs"

    @property
    def spec_file(self) -> Path:
        """``docs/mapping.yaml``."""
        return self.docs / "mapping.yaml"

    @property
    def schema_file(self) -> Path:
        """The JSON Schema of the spec, for editors."""
        return self.docs / "mapping.schema.json"

    @property
    def values_file(self) -> Path:
        """The values that readers replace by their own, for the site."""
        return self.docs / "assets" / "values.js"

    @property
    def playground(self) -> Path:
        """What the playground loads; made before each build, and never committed."""
        return self.docs / "assets" / "playground"

    @property
    def snippets(self) -> Path:
        """The snippets as files."""
        return self.root / "snippets"

    @property
    def figures(self) -> Path:
        """The screens and diagrams that pages show, as files."""
        return self.snippets / "figures"

    @property
    def downloads(self) -> Path:
        """The files for tools, as they are published."""
        return self.docs / "downloads"

    @property
    def generated(self) -> Path:
        """The list of generated files with their digests, as ``sha256sum --check`` reads it."""
        return self.root / "SHA256SUMS"

    @property
    def names(self) -> Path:
        """The names that the spec had when the guide was last generated."""
        return self.root / "names.txt"

    @property
    def anchors(self) -> Path:
        """URLs that were published once, and stay."""
        return self.root / "anchors.txt"

    @property
    def site(self) -> Path:
        """The site as it is published."""
        return self.root / "site"

    @property
    def log(self) -> Path:
        """What the last verification executed."""
        return self.root / ".scimguide" / "executed.json"

    @property
    def steps_log(self) -> Path:
        """Which steps the last verification with a browser walked."""
        return self.root / ".scimguide" / "steps.json"

    @property
    def pages(self) -> list[Path]:
        """All pages, in the order of their names."""
        return sorted(self.docs.rglob("*.md"))

    def shown(self, path: Path) -> str:
        """A path as messages name it, relative to the root where it can be."""
        try:
            return str(path.relative_to(self.root))
        except ValueError:
            return str(path)
