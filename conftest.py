"""``pytest docs`` executes the pages, as scripts/verify does."""

pytest_plugins = ["scimguide.verify.plugin"]
