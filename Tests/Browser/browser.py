"""Chromium as the scripts of this folder use it."""

import contextlib
import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTHS = (390, 1280, 1920)
SCHEMES = ("light", "dark")


def chromium():
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((path for path in (shutil.which(name) for name in names if name) if path), None)


@contextlib.contextmanager
def launched():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def opened(browser, path, width=1280, scheme="light", scripts=True):
    """A page from disk, with what went wrong on it in `page.problems`."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
    page = context.new_page()
    page.set_default_timeout(20_000)
    problems = page.problems = []
    address = Path(path).resolve().as_uri()
    page.on("console", lambda message: problems.append(f"console: {message.text}")
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: problems.append(f"request: {request.url[:120]}")
            if request.url.split("#")[0] != address and not request.url.startswith("data:image/") else None)
    page.goto(address)
    try:
        yield page
    finally:
        context.close()
