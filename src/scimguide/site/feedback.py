"""
Where a reader says what is wrong with a page, and where it can be changed.

Links and not the theme's ``repo_url``: with that, the theme asks the host of
the repository for its stars, in every reader's browser.
"""

from urllib.parse import quote


def feedback(repository: str | None, source: str, title: str) -> str:
    """
    The last lines of a page as Markdown; empty when no repository is known.

    ``repository`` is a URL such as ``https://git.example.com/us/guide``, whose host has
    ``/issues/new`` and ``/edit/BRANCH/PATH`` below it, as GitHub, Gitea and Forgejo have.
    """
    if not repository:
        return ""
    root = repository.rstrip("/")
    issue = f"{root}/issues/new?title={quote(f'{title}: ')}"
    edit = f"{root}/edit/HEAD/docs/{quote(source)}"
    return (
        f"\n\n[Say what is wrong with this page]({issue}) · [Change this page]({edit})"
        "\n{ .feedback }\n"
    )
