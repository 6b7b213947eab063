"""Looks for what readers would stumble over: check_page.py PAGE.html ...

Of every page, at three widths, in light and dark: violations of axe-core, reports of the page's policy, requests, errors of its script,
sideways scrolling, texts of tables that reach into the next cell, and texts with too little contrast, those of plots too. Prints each finding; the exit status is 1 if there is any.
"""

import importlib.resources
import sys

from browser import SCHEMES, WIDTHS, launched, opened

AXE = (importlib.resources.files("axe_core_python") / "axe.min.js").read_text()

# The color behind a text is that of the nearest thing painted under it. Texts of plots with a stroke have the stroke around them.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => value / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (front, back) => front.slice(0, 3).map((value, i) => value * front[3] + back[i] * (1 - front[3]));
  const ground = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const color = channels(getComputedStyle(place).backgroundColor);
      if (color[3] === 1) return color.slice(0, 3);
      if (color[3] > 0) return over(color, ground(place.parentElement ?? document.body));
    }
    return [255, 255, 255];
  };
  const squares = (svg) => [...svg.querySelectorAll("rect[class^=h]")].map((square) => [square.getBoundingClientRect(), square]);
  const cache = new Map();
  const behind = (text) => {
    const svg = text.closest("svg");
    if (!cache.has(svg)) cache.set(svg, squares(svg));
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const square = cache.get(svg).filter(([r]) => r.left <= x && x <= r.right && r.top <= y && y <= r.bottom).at(-1);
    return square ? channels(getComputedStyle(square[1]).fill) : ground(svg);
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || ["SCRIPT", "STYLE", "title"].includes(element.tagName)) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const isPlot = element.namespaceURI.endsWith("svg");
    const back = isPlot ? behind(element) : ground(element);
    const front = over(channels(isPlot ? style.fill : style.color), back);
    const [a, b] = [luminance(front), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.set(`${element.tagName}.${element.getAttribute("class") ?? ""}`, `${ratio.toFixed(2)} "${node.textContent.trim().slice(0, 30)}"`);
  }
  return [...found].map(([where, what]) => `contrast ${what} in ${where}`);
}"""

# A cell's text that is wider than the cell is painted over its neighbor.
OVERLAPS = """() => {
  const range = document.createRange();
  const found = new Map();
  for (const cell of document.querySelectorAll("main th, main td")) {
    if (!cell.checkVisibility() || !cell.textContent.trim()) continue;
    range.selectNodeContents(cell);
    const [text, box] = [range.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (text.right > box.right + 1 || text.left < box.left - 1) found.set(cell.closest("table").className, cell.textContent.trim().slice(0, 30));
  }
  return [...found].map(([where, what]) => `"${what}" reaches out of its cell in table.${where}`);
}"""


def findings(browser, path):
    for scheme in SCHEMES:
        for width in WIDTHS:
            with opened(browser, path, width, scheme) as page:
                # What is folded is text too.
                page.evaluate("() => { for (const fold of document.querySelectorAll('main details')) fold.open = true; }")
                problems = list(page.problems)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    problems.append("the page scrolls sideways")
                problems += page.evaluate(OVERLAPS)
                problems += page.evaluate(CONTRAST)
                page.evaluate(AXE)
                result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
                for violation in result["violations"]:
                    targets = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
                    problems.append(f"axe {violation['id']} ({violation['impact']}): {targets}")
                for problem in dict.fromkeys(problems):
                    yield f"{path}: {width} px, {scheme}: {problem}"
    with opened(browser, path, scripts=False) as page:
        if not page.inner_text("h1").strip():
            yield f"{path}: without script there is no title"
        if page.locator("button:visible").count():
            yield f"{path}: without script there are buttons that do nothing"


if __name__ == "__main__":
    with launched() as browser:
        problems = [line for path in sys.argv[1:] for line in findings(browser, path)]
    print("\n".join(problems) if problems else f"nothing found in {len(sys.argv) - 1} pages")
    sys.exit(1 if problems else 0)
