"""Server processes of their own over one database."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
SERVER = """
import sys
from pathlib import Path
from scimguide.mapping import load
from scimguide.reference import reference_app
from scimguide.listen import serve
spec = load(Path("docs/mapping.yaml"))
behaviour = spec.service.behaviour.model_copy(update={"delete_user": sys.argv[2]})
service = spec.service.model_copy(update={"behaviour": behaviour})
spec = spec.model_copy(update={"service": service})
app = reference_app(spec, token="secret", database=sys.argv[1])
serve(app, "127.0.0.1", 0, lambda origin: print(app.base_url_at(origin), flush=True))
"""


@contextmanager
def server(
    url: str, stop: signal.Signals = signal.SIGTERM, delete_user: str = "deactivate"
) -> Iterator[httpx.Client]:
    """A server process of its own, ended by a signal."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, url, delete_user],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        base_url = process.stdout.readline().strip()
        headers = {"Authorization": "Bearer secret"}
        with httpx.Client(base_url=base_url, headers=headers, verify=False) as client:
            yield client
    finally:
        process.send_signal(stop)
        process.communicate(timeout=30)
    assert process.returncode == (0 if stop == signal.SIGTERM else -stop)
