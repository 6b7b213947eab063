"""Uses pages as a reader with a mouse and a keyboard does: use_page.py PAGE.html ...

Sorts a table, points at plots, copies code, switches colors, follows the contents, and saves data. Prints what does not work.
"""

import sys
from pathlib import Path
from urllib.parse import unquote

from browser import launched, opened


def findings(browser, path):
    with opened(browser, path) as page:
        theme = page.locator(".theme")
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        theme.click()
        if page.evaluate("getComputedStyle(document.body).backgroundColor") == before:
            yield "the switch changes no color"
        theme.click()
        for index in range(page.locator("table.sortable:visible").count()):
            table = page.locator("table.sortable:visible").nth(index)
            if table.locator(".sort").count() == 0:
                continue
            rows = table.locator("tbody tr").all_inner_texts()
            head = table.locator("thead th").last
            head.locator("button").focus()
            orders = []
            for expected in ("ascending", "descending", None):
                page.keyboard.press("Enter")
                if head.get_attribute("aria-sort") != expected:
                    yield f"a table says {head.get_attribute('aria-sort')} where it is {expected}"
                orders.append(table.locator("tbody tr").all_inner_texts())
            if orders[2] != rows or sorted(orders[0]) != sorted(rows):
                yield "sorting loses rows or their order"
        for panel in page.locator("figure .panels svg").all()[:3]:
            panel.scroll_into_view_if_needed()
            box = panel.bounding_box()
            seen = set()
            for x in range(4, int(box["width"]), 9):
                for y in range(4, int(box["height"]), 30):
                    page.mouse.move(box["x"] + x, box["y"] + y)
                    if page.locator(".pointed").is_visible():
                        seen.add(page.locator(".pointed").inner_text())
            if not any(":" in text for text in seen):
                yield "no value is shown under the pointer"
        for button in page.locator("button.copy:visible").all()[:1]:
            button.click()
            page.wait_for_timeout(100)
            if button.inner_text() not in ("Copied", "Select and copy"):
                yield "copying says nothing"
        for link in page.locator(".contents a:visible").all()[-1:]:
            link.click()
            page.wait_for_timeout(300)
            if not page.evaluate("document.querySelector(':target')"):
                yield "the contents lead nowhere"
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        for link in page.locator("a[download]").all()[:4]:
            text = unquote(link.get_attribute("href").split(",", 1)[1])
            with page.expect_download(timeout=5_000) as download:
                link.click()
            if Path(download.value.path()).read_text() != text:
                yield f"{link.inner_text()} is not saved as it is"
        problems = page.problems
    with opened(browser, path, width=390) as page:
        contents = page.locator(".contents > details")
        if contents.count() and contents.get_attribute("open") is not None:
            yield "the contents are unfolded on a narrow screen"
        problems += page.problems
    yield from problems


if __name__ == "__main__":
    with launched() as browser:
        problems = [f"{path}: {line}" for path in sys.argv[1:] for line in findings(browser, path)]
    print("\n".join(problems) if problems else f"nothing found in {len(sys.argv) - 1} pages")
    sys.exit(1 if problems else 0)
