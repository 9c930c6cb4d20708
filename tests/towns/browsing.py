"""A server of ours, and what a browser does with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request

from here import ROOT

from start import free_port

WAIT_MS = 60_000


def serve(study=None):
    """Start the server and return its process and address."""
    port = free_port(8650)
    environment = dict(os.environ)
    environment.pop("SOZIALRAUM_STUDY", None)
    if study is not None:
        environment["SOZIALRAUM_STUDY"] = str(study)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    process = subprocess.Popen([*command, "--server.port", str(port)], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
            return process, address
        except OSError:
            time.sleep(0.2)
    process.terminate()
    raise AssertionError("the server did not start")


def settle(page):
    """Wait until the page has been drawn to its end and the server rests."""
    page.wait_for_selector(".sg-footer")
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    page.wait_for_timeout(400)


def foreign(page, address):
    own = (address, address.replace("http", "ws"), "data:", "blob:", "about:")
    return [url for url in page.asked if not url.startswith(own)]


def visit(page, address, name, query=""):
    page.goto(f"{address}/{'' if name == 'ueberblick' else name}{query}")
    settle(page)
