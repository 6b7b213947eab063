"""Whether pages are valid HTML: validate_page.py PAGE.html ...

Parses strictly, and looks for what a parser lets pass: names given twice, links and labels to names that are not there, attributes and
elements that HTML no longer has, images without words, headings that skip a level. Asks `tidy` too where it is installed.
"""

import re
import shutil
import subprocess
import sys
import urllib.parse

import html5lib

OBSOLETE = {"align", "valign", "bgcolor", "border", "cellpadding", "cellspacing", "width", "height", "name", "style"}
OWN_SIZES = {"svg", "rect", "img", "meta", "input"}


def plain(tag):
    return tag.split("}")[-1] if isinstance(tag, str) else ""


def findings(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    parser = html5lib.HTMLParser(strict=False, tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(text)
    for (line, column), code, _ in parser.errors:
        yield f"line {line}, column {column}: {code}"
    names, links, level = set(), [], 0
    for element in tree.iter():
        tag = plain(element.tag)
        name = element.get("id")
        if name is not None:
            if name in names or not name or re.search(r"\s", name):
                yield f"the name {name!r} is given twice, or is none"
            names.add(name)
        if tag == "a" and (element.get("href") or "").startswith("#"):
            links.append(urllib.parse.unquote(element.get("href")[1:]))
        links += (element.get("aria-labelledby") or "").split()
        for attribute in element.attrib:
            if attribute in OBSOLETE and tag not in OWN_SIZES:
                yield f"<{tag} {attribute}=…>"
        if tag == "img" and element.get("alt") is None:
            yield "an image without words"
        if re.fullmatch(r"h[1-6]", tag):
            if int(tag[1]) > level + 1:
                yield f"<{tag}> after <h{level}>"
            level = int(tag[1])
        if tag == "svg" and element.get("role") == "img" and not element.get("aria-label"):
            yield "a picture without words"
    yield from (f"nothing has the name {name!r} that a link goes to" for name in links if name not in names)
    if len(re.findall(r"<h1[ >]", text)) != 1:
        yield "not one <h1>"
    if shutil.which("tidy"):
        # tidy has not heard of some of HTML's newer attributes.
        known = re.compile(r"proprietary attribute|trimming empty|is not approved by W3C", re.I)
        output = subprocess.run(["tidy", "-quiet", "-errors", "--show-info", "no", path], capture_output=True, text=True).stderr
        yield from (f"tidy: {line}" for line in output.splitlines() if line and not known.search(line))


if __name__ == "__main__":
    problems = [f"{path}: {line}" for path in sys.argv[1:] for line in dict.fromkeys(findings(path))]
    print("\n".join(problems) if problems else f"nothing found in {len(sys.argv) - 1} pages")
    sys.exit(1 if problems else 0)
