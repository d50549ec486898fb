"""One installation and one browser for all tests of a file, and drafts that need not be typed first."""

import json
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

from playwright.sync_api import expect
from werkzeug.serving import WSGIRequestHandler, make_server

from api import create_app
from models.engine import create_engine
from security.proof_of_work import ProofOfWork
from security.secrets_file import new_secret
from settings import Settings
from tests.support.clock import Clock
from tests.support.installation import install
from tests.support.phone import Console
from tests.web.browsing import OURS

OFFICER = "officer-411102-education"
HOMEWORK = {
    "category": "homework",
    "place": {"division_code": "411102", "full_name": "河南省漯河市源汇区"},
    "answers": {"grade": 4, "written_minutes": {"2026-11-17": "135"}},
    "screen": "words",
}

FETCHED = "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/queued.js'))"


@dataclass(frozen=True)
class Standing:
    """A service that stands for a whole file of tests."""

    base_url: str
    app: Any
    passwords: dict
    clock: Clock

    def office(self):
        """The officer of the place, logged in."""
        return Console(self.app.test_client(), OFFICER, self.passwords[OFFICER])

    def report(self, reference):
        """What the office reads of a report."""
        office = self.office()
        case = office.get(f"/cases/{office.case_of(reference)['id']}").json
        return next(one for one in case["reports"] if one["reference"] == reference) | {"case_id": case["id"]}

    def file(self, report, position=0):
        """What the office gets of a file of a report."""
        path = f"/cases/{report['case_id']}/evidence/{report['evidence'][position]['id']}"
        return self.office().get(path).data


class _Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Nothing: what was asked for is nobody's business."""


@contextmanager
def standing(databases, var, relay_key, argon2_cost, now):
    """The application with the small installation, on a port of its own; its clock stands until it is moved."""
    clock = Clock(now)
    with databases.migrated() as url:
        engine = create_engine(url)
        keys = {"relay_public_key": relay_key.public, "secret": new_secret()}
        settings = Settings("127.0.0.1", 8000, url, var, demo=False, trusted_proxies=0, **keys)
        app = create_app(settings, engine=engine, now=clock, argon2_cost=argon2_cost)
        cheap = ProofOfWork(settings.secret, cost=1, counter_range=(1, 2))
        service = app.extensions["jianfu"]
        world = replace(service.world, proof_of_work=cheap, second_factor=False)
        app.extensions["jianfu"] = replace(service, world=world)
        passwords = install(world, now).passwords
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Standing(f"http://127.0.0.1:{server.server_port}", app, passwords, clock)
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()


def begun(phone, *, at="words", heading="还有什么要说的？", **changes):
    """A page that goes on with a report that was begun before; its draft as it was put into the phone."""
    key = {"id": str(uuid.uuid4()), "key": str(uuid.uuid4())}
    rest = {"safety": False, "target": None, "text": "", "reporter_role": None, "files": [], "turn": 1}
    draft = {**key, **rest, "isQueued": False, "filed": None, "isDone": False, **HOMEWORK, "screen": at, **changes}
    phone.open("/")
    phone.page.get_by_role("heading", level=1).wait_for()
    phone.page.evaluate(
        f"async (draft) => (await (await import({OURS.format('vault.js')})).openVault()).put('draft', draft.id, draft)",
        draft,
    )
    phone.page.goto(f"{phone.base_url}/?lang=zh-Hans#/{at}")
    expect(phone.page.get_by_role("heading", level=1, name=heading)).to_be_focused()
    return draft


def drafts_of(phone):
    """What the phone keeps, opened as only its own page can."""
    js = f"async () => (await (await import({OURS.format('vault.js')})).openVault()).all('draft')"
    return json.loads(phone.page.evaluate(f"async () => JSON.stringify(await ({js})())"))


def fetched(phone):
    """Wait for the screens that are fetched when the first one stands, so that the network may go."""
    while not phone.page.evaluate(FETCHED):
        phone.page.wait_for_timeout(50)
