"""A browser with a folder of its own: killed like a phone that runs out of power, searched like one that was taken."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

from tests.promises.search import written
from tests.web.browsing import ARGUMENTS, CHROMIUM, PATIENCE_MS, Watched

SIZE = {"width": 390, "height": 844}
WRITES = """(() => {
  let moment = 0;
  globalThis.writes = { typed: 0, settled: 0, count: 0, under_way: 0, most_at_once: 0 };
  const { put } = IDBObjectStore.prototype, { transaction } = IDBDatabase.prototype;
  addEventListener("input", () => { writes.typed = ++moment; }, true);
  IDBDatabase.prototype.transaction = function (...given) {
    const made = transaction.apply(this, given);
    made.addEventListener("complete", () => {
      if (!made.begun) return;
      writes.under_way -= 1;
      writes.settled = Math.max(writes.settled, made.begun);
    });
    return made;
  };
  IDBObjectStore.prototype.put = function (...given) {
    this.transaction.begun = ++moment;
    writes.count += 1;
    writes.most_at_once = Math.max(writes.most_at_once, ++writes.under_way);
    return put.apply(this, given);
  };
})()"""
"""For a page to run first: what is typed and what is written, in the order in which it happens."""


def settled(phone):
    """The write that began after the last keystroke is done, as the browser says; nothing else is waited for."""
    phone.page.wait_for_function("() => writes.settled > writes.typed && writes.under_way === 0")


class Handset:
    """Chromium as a process of ours; `switched_on` again, it finds what it kept."""

    def __init__(self, playwright, folder, base_url):
        self._playwright, self.folder, self._base_url, self._process = playwright, folder, base_url, None

    def switched_on(self):
        """The phone page, watched, in a browser that starts with what the last one left."""
        told = self.folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        command = [
            CHROMIUM,
            *ARGUMENTS,
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={self.folder}",
        ]
        self._process = subprocess.Popen([*command, "about:blank"], start_new_session=True, stderr=subprocess.DEVNULL)
        while not (told.exists() and told.read_text().count("\n")):
            assert self._process.poll() is None, "the browser did not start"
            time.sleep(0.05)
        self._browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{told.read_text().split()[0]}")
        page = self._browser.contexts[0].new_page()
        page.set_viewport_size(SIZE)
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(WRITES)
        return Watched(page, self._base_url, "handset")

    def killed(self):
        """Without a word of warning to any of its processes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._gone()

    def closed(self):
        """As a person closes it, with the time it takes to put things away."""
        session = self._browser.new_browser_cdp_session()
        with suppress(Error):  # it was quicker than its answer
            session.send("Browser.close")
        self._gone()

    def _gone(self):
        self._process.wait(timeout=30)
        with suppress(Error):
            self._browser.close()
        self._process = None

    def end(self):
        """Nothing of it is left running."""
        if self._process:
            self.killed()

    def holding(self, secrets):
        """Which of these texts and bytes lie in any file of the browser, however they are written; and in which."""
        wanted = {secret: written(secret) for secret in secrets}
        named = (Path(folder, name) for folder, _, names in os.walk(self.folder) for name in names)
        files = [path for path in named if path.is_file() and not path.is_symlink()]
        found = set()
        for path in files:
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # the browser tidies up meanwhile, as `walk` knows of folders
                continue
            held = [secret for secret, ways in wanted.items() if any(way in content for way in ways)]
            found |= {(secret, str(path.relative_to(self.folder))) for secret in held}
        return found
