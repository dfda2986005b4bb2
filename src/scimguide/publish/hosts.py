"""
The headers of the site, in the languages of the common hosts, from one structure.

No two rules with a policy meet on one path: hosts join the values of two such
rules, and a browser then obeys both.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from scimguide.publish.policy import policy, text

CSP = "Content-Security-Policy"

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What every response carries, whatever its path."""

_HSTS = (
    "Strict-Transport-Security is left to you: it binds the whole host name for its max-age.\n"
    "Where every name below it speaks HTTPS: max-age=63072000; includeSubDomains"
)


@dataclass(frozen=True)
class Rule:
    """A path below the site, what stands below it when it ends with ``/*``, and its policy."""

    path: str
    policy: str

    @property
    def pattern(self) -> str:
        """The path as a regular expression, wherever the site begins."""
        return re.escape(self.path.removesuffix("*")) + ("" if self.path.endswith("*") else "$")


def rules(site: Path) -> list[Rule]:
    """One rule for each page and for each folder of other files."""
    found = []
    for file in sorted(site.rglob("*.html")):
        place = file.relative_to(site).as_posix()
        value = text(policy(place, file.read_text("utf-8")))
        folder = place.removesuffix("index.html")
        paths = ["/", "/index.html"] if not folder else [f"/{folder}*"]
        found += [Rule(path, value) for path in ([f"/{place}"] if folder == place else paths)]
    folders = {p.parent.relative_to(site).as_posix() for p in (site / "assets").rglob("*.js")}
    # A worker obeys the headers of its own script (HTML Living Standard, 10.2.4).
    deepest = sorted(f for f in folders if f != "assets")
    tops = [f for f in deepest if not any(f.startswith(f"{o}/") for o in deepest)]
    return found + [Rule(f"/{folder}/*", text(policy(folder))) for folder in tops]


def write_headers(site: Path) -> None:
    """Write the files that hosts read into the site."""
    found = rules(site)
    (site / "_headers").write_text(netlify(found), "utf-8")
    (site / ".htaccess").write_text(apache(found), "utf-8")
    (site / "vercel.json").write_text(vercel(found), "utf-8")
    (site / "nginx-headers.conf").write_text(nginx(found), "utf-8")


def netlify(found: list[Rule]) -> str:
    """``_headers``, for Netlify and Cloudflare Pages."""
    note = "".join(f"# {line}\n" for line in _HSTS.splitlines())
    lines = ["/*", *(f"  {name}: {value}" for name, value in EVERYWHERE.items())]
    for rule in found:
        lines += [rule.path, f"  {CSP}: {rule.policy}"]
    return note + "\n".join(lines) + "\n"


def apache(found: list[Rule]) -> str:
    """``.htaccess``, for Apache with mod_headers."""
    note = "".join(f"# {line}\n" for line in _HSTS.splitlines())
    lines = ["<IfModule mod_headers.c>"]
    lines += [f'  Header always set {name} "{value}"' for name, value in EVERYWHERE.items()]
    for rule in found:
        lines += [
            f'  <If "%{{REQUEST_URI}} =~ m#{rule.pattern}#">',
            f'    Header always set {CSP} "{rule.policy}"',
            "  </If>",
        ]
    return note + "\n".join([*lines, "</IfModule>"]) + "\n"


def nginx(found: list[Rule]) -> str:
    """A snippet for nginx, to be included inside ``http { }``."""
    note = "# Include this file inside http { }.\n"
    note += "".join(f"# {line}\n" for line in _HSTS.splitlines())
    lines = ["map $uri $guide_policy {", '  default "";']
    # The first pattern that fits counts, so what is deeper stands first.
    for rule in sorted(found, key=lambda each: -each.path.count("/")):
        start = "^" if rule.path.count("/") == 1 and not rule.path.endswith("*") else ""
        lines.append(f'  "~{start}{rule.pattern}" "{rule.policy}";')
    lines.append("}")
    headers = [*EVERYWHERE.items(), (CSP, "$guide_policy")]
    lines += [
        f'add_header {name} "{value}" always;'
        if name != CSP
        else f"add_header {name} {value} always;"
        for name, value in headers
    ]
    return note + "\n".join(lines) + "\n"


def vercel(found: list[Rule]) -> str:
    """``vercel.json``, for Vercel."""
    everywhere = [{"key": name, "value": value} for name, value in EVERYWHERE.items()]
    blocks = [{"source": "/(.*)", "headers": everywhere}]
    for rule in found:
        source = rule.path.replace("*", "(.*)")
        blocks.append({"source": source, "headers": [{"key": CSP, "value": rule.policy}]})
    return json.dumps({"headers": blocks}, indent=2) + "\n"
