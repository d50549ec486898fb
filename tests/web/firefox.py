"""A real Firefox, without a screen, driven by WebDriver BiDi over its own socket."""

import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from itertools import count

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.support.served import free_port

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
START_S = 60
ANSWER_S = 60
PREFERENCES = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.connection.enabled": True,  # off under remote debugging
    "alerts.useSystemBackend": False,  # there is no desktop to show an alert
    "permissions.default.desktop-notification": 1,  # allowed
    "intl.accept_languages": "zh-CN, zh",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}


class Firefox:
    """A browser; `tab` is where pages are opened and scripts run."""

    def __init__(self, socket):
        self._socket, self._ids = socket, count(1)
        self.command("session.new", capabilities={})
        self.tab = self.trees()[0]["context"]

    def command(self, method, **params):
        """Give a command and wait for what comes of it."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        deadline = time.monotonic() + ANSWER_S
        while True:
            said = json.loads(self._socket.recv(timeout=max(0.1, deadline - time.monotonic())))
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]

    def trees(self, **more):
        return self.command("browsingContext.getTree", **more)["contexts"]

    def open(self, url):
        self.command("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def close_tabs(self):
        """Close every page; the browser lives on with an empty one."""
        open_ones = [tree["context"] for tree in self.trees()]
        self.tab = self.command("browsingContext.create", type="tab")["context"]
        for tab in open_ones:
            self.command("browsingContext.close", context=tab)

    def run(self, script, context=None):
        """The value of an async function's body, as JSON; a press of a button is pretended."""
        function = f"async () => JSON.stringify((await (async () => {{ {script} }})()) ?? null)"
        result = self.command(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": context or self.tab},
            userActivation=context is None,
        )
        assert result["type"] == "success", result.get("exceptionDetails", {}).get("text")
        return json.loads(result["result"]["value"])

    def run_as_browser(self, script):
        """The same with the browser's own rights."""
        chrome = self.trees(**{"moz:scope": "chrome"})[0]["context"]
        return self.run(script, chrome)

    def urls(self):
        """What its tabs show."""
        return [tree["url"] for tree in self.trees()]


@contextmanager
def started(profile, **preferences):
    """Start it with a fresh profile in this folder; end it by its own process id."""
    profile.mkdir()
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in (PREFERENCES | preferences).items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    port = free_port()
    command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile)]
    command += ["--remote-debugging-port", str(port), "--remote-allow-system-access", "about:blank"]
    env = {"PATH": os.environ["PATH"], "HOME": str(profile), "LANG": "C.UTF-8", "TZ": "Asia/Shanghai"}
    with (profile / "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            with _connected(f"ws://127.0.0.1:{port}/session", process) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(30)


def _connected(url, process):
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "Firefox ended"
        with suppress(OSError, WebSocketException):
            return connect(url, max_size=None)
        time.sleep(0.1)
    raise AssertionError("Firefox did not start")
