"""Pictures of pages: pictures.py FOLDER PAGE.html ...

Each page whole, at three widths in light and dark, and as a PDF on A4.
"""

import sys
from pathlib import Path

from browser import SCHEMES, WIDTHS, launched, opened

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        for path in map(Path, sys.argv[2:]):
            for scheme in SCHEMES:
                for width in WIDTHS:
                    with opened(browser, path, width, scheme) as page:
                        page.screenshot(path=folder / f"{path.stem}-{width}-{scheme}.png", full_page=True)
            with opened(browser, path) as page:
                page.pdf(path=folder / f"{path.stem}.pdf", prefer_css_page_size=True, format="A4")
