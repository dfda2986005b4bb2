"""What the site lets a browser do, compared whole: a loosened directive is another policy."""

import json
from pathlib import Path

import pytest

from scimguide.publish.hosts import apache, netlify, nginx, rules, vercel
from scimguide.publish.llms_txt import write_robots_txt
from scimguide.publish.offline import _LEFT_OUT, local
from scimguide.publish.pages import BuiltGuide
from scimguide.publish.policy import policy, secured, text
from scimguide.site.feedback import feedback

BEFORE = "default-src 'none'; script-src 'self'"
BEHIND = (
    "; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'self'; form-action 'none'"
)
FRAMES = "; frame-ancestors 'none'"
WASM = " 'wasm-unsafe-eval'"
INLINE = " 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
"""The hash of ``alert(1)``."""
INTEGRITY = "sha256-IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE="
"""The hash of ``let a``."""
PAGE = '<html><head><meta charset="utf-8"></head><body>{}</body></html>'
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICIES = {
    "/404.html": BEFORE + BEHIND + FRAMES,
    "/": BEFORE + INLINE + BEHIND + FRAMES,
    "/index.html": BEFORE + INLINE + BEHIND + FRAMES,
    "/playground/*": BEFORE + WASM + BEHIND + FRAMES,
    "/assets/playground/*": BEFORE + WASM + BEHIND + FRAMES,
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Three pages, one with a script inside and one that compiles WebAssembly, and two scripts."""
    for name, content in {
        "index.html": PAGE.format("<script>alert(1)</script>"),
        "404.html": PAGE.format(""),
        "playground/index.html": PAGE.format('<script src="../assets/a.js"></script>'),
        "assets/a.js": "let a",
        "assets/playground/b.js": "let b",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.mark.parametrize(
    ("place", "html", "expected"),
    [
        ("users/index.html", "<p>", BEFORE + BEHIND + FRAMES),
        ("users/index.html", "<script>alert(1)</script>", BEFORE + INLINE + BEHIND + FRAMES),
        ("playground/index.html", "", BEFORE + WASM + BEHIND + FRAMES),
        ("assets/playground", "", BEFORE + WASM + BEHIND + FRAMES),
        ("not-a-playground/index.html", "", BEFORE + BEHIND + FRAMES),
    ],
)
def test_the_policy_of_a_place_is_this_one(place: str, html: str, expected: str) -> None:
    """Every directive with every source; scripts inside have their hash, WebAssembly its folder."""
    assert text(policy(place, html)) == expected


def test_each_path_has_the_policy_of_its_page(site: Path) -> None:
    """One rule for each page and for each folder of workers, and no other one."""
    assert {rule.path: rule.policy for rule in rules(site)} == POLICIES


def test_netlify_reads_these_headers(site: Path) -> None:
    """The whole of ``_headers``, without its comments."""
    lines = [line for line in netlify(rules(site)).splitlines() if not line.startswith("#")]
    wanted = ["/*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    for path, policy_ in POLICIES.items():
        wanted += [path, f"  Content-Security-Policy: {policy_}"]
    assert lines == wanted


def test_vercel_reads_these_headers(site: Path) -> None:
    """The whole of ``vercel.json``."""
    blocks = json.loads(vercel(rules(site)))["headers"]
    found = {
        each["source"]: {header["key"]: header["value"] for header in each["headers"]}
        for each in blocks
    }
    csp = {
        path.replace("*", "(.*)"): {"Content-Security-Policy": policy_}
        for path, policy_ in POLICIES.items()
    }
    assert found == {"/(.*)": HEADERS} | csp


def test_apache_and_nginx_read_these_headers(site: Path) -> None:
    """Each header stands there once for all paths, and each policy under the pattern of its path."""
    server, proxy = apache(rules(site)), nginx(rules(site))
    always = [f'  Header always set {name} "{value}"' for name, value in HEADERS.items()]
    assert [each for each in server.splitlines() if each.startswith("  Header")] == always
    assert server.count("    Header always set Content-Security-Policy ") == len(POLICIES)
    added = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    added.append("add_header Content-Security-Policy $guide_policy always;")
    assert [each for each in proxy.splitlines() if each.startswith("add_header")] == added
    assert proxy.count("default-src") == len(POLICIES)
    assert proxy.index("/assets/playground/") < proxy.index('"~/playground/') < proxy.index('"~^/')
    for rule in rules(site):
        assert (
            f'  <If "%{{REQUEST_URI}} =~ m#{rule.pattern}#">\n    Header always set Content-Security-Policy "{rule.policy}"'
            in server
        )
        assert f'{rule.pattern}" "{rule.policy}";' in proxy


def test_a_page_carries_policy_and_hashes(site: Path) -> None:
    """All directives but the one that works in a header alone, and the hash of what is loaded."""
    assert secured(site, site / "playground/index.html") == (
        '<html><head><meta charset="utf-8">\n      <meta http-equiv="Content-Security-Policy" '
        f'content="{BEFORE}{WASM}{BEHIND}"></head><body>'
        f'<script src="../assets/a.js" integrity="{INTEGRITY}"></script></body></html>'
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://guide.example/", "User-agent: *\nAllow: /\n\nSitemap: https://guide.example/sitemap.xml\n"),
        ("", "User-agent: *\nAllow: /\n"),
    ],
)  # fmt: skip
def test_robots_may_read_everything(tmp_path: Path, url: str, expected: str) -> None:
    """The whole of ``robots.txt``; without a URL there is no map, and none is left."""
    (tmp_path / "sitemap.xml").touch()
    write_robots_txt(tmp_path, BuiltGuide("Guide", "A guide.", url, ()))
    assert (tmp_path / "robots.txt").read_text() == expected
    assert (tmp_path / "sitemap.xml").exists() is bool(url)


def test_the_offline_copy_needs_no_host() -> None:
    """A page without policy, hashes and URL, with links to files, and one script more."""
    html = (
        '<head><meta http-equiv="Content-Security-Policy" content="a"><link rel="canonical" href="b">'
        '<link rel="next" href="../c/"><script src="d.js" integrity="e"></script></head>'
        '<a href="../c/#f">g</a><a href="https://h.example/">i</a><a href="downloads/guide.zip">j</a>'
    )
    assert local(html, "users", {"c/", "users/"}) == (
        '<head><link rel="next" href="../c/index.html"><script src="d.js"></script>'
        '<script src="../assets/offline.js"></script></head>'
        '<a href="../c/index.html#f">g</a><a href="https://h.example/">i</a><a>j</a>'
    )


def test_the_offline_copy_leaves_out_these_files() -> None:
    """What only a host needs, and what needs one; pages, styles and downloads stay."""
    out = (
        "404.html", "_headers", ".htaccess", "vercel.json", "nginx-headers.conf", "robots.txt",
        "sitemap.xml", "sitemap.xml.gz", "llms.txt", "llms-full.txt", "assets/cards/users.png",
        "assets/playground/pack.zip", "downloads/guide.zip", "assets/main.css.map",
    )  # fmt: skip
    stay = (
        "index.html",
        "users/index.html",
        "assets/own.js",
        "downloads/mapping.csv",
        "users/404.html",
    )
    assert [name for name in (*out, *stay) if _LEFT_OUT.fullmatch(name)] == list(out)


@pytest.mark.parametrize(
    "repository", ["https://git.example/us/guide", "https://git.example/us/guide/"]
)
def test_a_page_ends_with_where_to_say_and_change_it(repository: str) -> None:
    """Both links are those of the repository; nothing that a title has in it breaks them."""
    assert feedback(repository, "sub/a b.md", "A & B)") == (
        "\n\n[Say what is wrong with this page]"
        "(https://git.example/us/guide/issues/new?title=A%20%26%20B%29%3A%20)"
        " · [Change this page](https://git.example/us/guide/edit/HEAD/docs/sub/a%20b.md)"
        "\n{ .feedback }\n"
    )
    assert feedback("", "a.md", "A") == feedback(None, "a.md", "A") == ""
