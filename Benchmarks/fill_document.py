"""Puts what was measured into a document: python fill_document.py DOCUMENT FOLDER

What stands between the lines `<!-- NAME -->` and `<!-- end -->` is replaced by the file NAME of the folder; a .txt as it was printed.
"""
import pathlib
import re
import sys

document, folder = map(pathlib.Path, sys.argv[1:])


def filled(place):
    name = place[1]
    path = folder / name
    if not path.exists():
        return place[0]
    text = path.read_text().strip("\n")
    if name.endswith(".txt"):
        text = f"```text\n{text}\n```"
    return f"<!-- {name} -->\n{text}\n<!-- end -->"


text = document.read_text()
document.write_text(re.sub(r"<!-- (\S+\.\w+) -->\n.*?<!-- end -->", filled, text, flags=re.DOTALL))
