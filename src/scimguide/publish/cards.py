"""
The picture that a chat or a network shows beside a link to a page.

1200 by 630 pixels, title and sentence of the page. Pages name it only when
the site knows its URL, because the picture's must be absolute
(https://ogp.me).
"""

from html import escape
from pathlib import Path
from typing import Any

from scimguide.publish.pages import BuiltGuide, BuiltPage

WIDTH, HEIGHT = 1200, 630

_CARD = """<!doctype html><html lang="en"><style>
  * {{ margin: 0; box-sizing: border-box }}
  body {{ width: 1200px; height: 630px; padding: 84px 90px; display: flex; flex-direction: column;
         background: #12343f; color: #fff; font-family: system-ui, sans-serif }}
  h1 {{ font-size: 76px; line-height: 1.12; letter-spacing: -.02em }}
  p {{ margin-top: 32px; font-size: 34px; line-height: 1.4; color: #cfe3ea }}
  footer {{ margin-top: auto; padding-top: 28px; border-top: 3px solid #17809c; font-size: 30px }}
</style><h1>{title}</h1><p>{sentence}</p><footer>{site}</footer>"""


def write_cards(page: Any, site: Path, guide: BuiltGuide) -> None:
    """Draw a card for every page of the guide, and name it in the page."""
    folder = site / "assets" / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    for each in guide.pages:
        name = f"{each.name.replace('/', '-')}.png"
        page.set_content(card(guide, each))
        page.screenshot(path=str(folder / name))
        if guide.url:
            _named(site / each.folder / "index.html", f"{guide.url}assets/cards/{name}", each)


def card(guide: BuiltGuide, page: BuiltPage) -> str:
    """The card of a page as HTML."""
    title = guide.title if page.name == "index" else page.title
    footer = "" if page.name == "index" else guide.title
    sentence = page.description or guide.description
    return _CARD.format(title=escape(title), sentence=escape(sentence), site=escape(footer))


def _named(file: Path, url: str, page: BuiltPage) -> None:
    tags = [
        f'<meta property="og:image" content="{url}">',
        f'<meta property="og:image:width" content="{WIDTH}">',
        f'<meta property="og:image:height" content="{HEIGHT}">',
        f'<meta property="og:image:alt" content="{escape(page.title)}">',
        '<meta name="twitter:card" content="summary_large_image">',
    ]
    html = file.read_text("utf-8")
    file.write_text(html.replace("</head>", "\n".join([*tags, "</head>"]), 1), "utf-8")
