#!/usr/bin/env python3
"""Opens a page in Chromium and says when it has come to show words, one after the other, without having been loaded again.

usage: follow_page.py CHROMIUM URL PROFILE WORDS...

Prints "loaded", then a line for each of WORDS once it is in the text of the page, then "errors N". Words that begin with `click ` press
the button whose text begins so. Speaks Chromium's own protocol over a pipe; needs Python alone.
"""
import json
import os
import subprocess
import sys
import time

chromium, url, profile, *steps = sys.argv[1:]
to_browser, ours = os.pipe()
theirs, from_browser = os.pipe()


def in_browser():
    # The browser reads orders from descriptor 3 and answers on 4.
    reading, writing = os.dup(to_browser), os.dup(from_browser)
    os.dup2(reading, 3)
    os.dup2(writing, 4)


browser = subprocess.Popen(
    [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
     "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
    preexec_fn=in_browser, close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL)
os.close(to_browser)
os.close(from_browser)
os.set_blocking(theirs, False)
end = time.time() + 90
rest, number, errors = b"", 0, []


def messages():
    """What the browser says from now on, one message at a time; nothing after the time is up."""
    global rest
    while time.time() < end:
        while b"\0" in rest:
            message, rest = rest.split(b"\0", 1)
            yield json.loads(message)
        try:
            part = os.read(theirs, 1 << 20)
            if not part:
                return
            rest += part
        except BlockingIOError:
            time.sleep(0.01)


def call(method, session=None, **parameters):
    global number
    number += 1
    order = {"id": number, "method": method, "params": parameters}
    if session:
        order["sessionId"] = session
    os.write(ours, json.dumps(order).encode() + b"\0")
    for message in messages():
        if message.get("id") == number:
            return message.get("result", {})
        if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            errors.append(json.dumps(message["params"])[:300])
    sys.exit("the browser does not answer")


try:
    target = call("Target.createTarget", url="about:blank")["targetId"]
    session = call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    call("Runtime.enable", session)
    call("Log.enable", session)
    call("Page.enable", session)

    def evaluate(text):
        return call("Runtime.evaluate", session, expression=text)["result"].get("value")

    call("Page.navigate", session, url=url)
    while evaluate("document.readyState + String(!!document.querySelector('h1'))") != "completetrue":
        time.sleep(0.05)
    evaluate("window.isTheSame = true")
    print("loaded", flush=True)
    for step in steps:
        words = json.dumps(step.removeprefix("click "))
        if step.startswith("click "):
            evaluate(f"[...document.querySelectorAll('button')].find(b => b.textContent.startsWith({words})).click()")
        else:
            while not evaluate(f"document.body.innerText.includes({words}) && window.isTheSame"):
                if time.time() > end:
                    sys.exit(f"{step} did not come: {evaluate('document.body.innerText')[:2000]}")
                time.sleep(0.05)
        print(step, flush=True)
    print("errors", len(errors), *errors, flush=True)
finally:
    browser.kill()
    browser.wait()
