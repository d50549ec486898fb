"""The Web Push channel against a strict stand-in, over HTTP."""

import json
import subprocess
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import utc_now
from notifications import outbox
from notifications.addresses import PushAddress, open_address, seal_address
from notifications.channels.configured import LOOK_UP_S, ForWebPush, configured_channels
from notifications.channels.posting import ANSWER_S, CONNECT_S, MOST_ADDRESSES, Reply
from notifications.channels.webpush import HEADERS, THREADS, WebPushChannel, _result_of
from notifications.delivery import Misconfigured, Push, Refused, RetryLater, Sent, Unregistered
from notifications.messages import COLLAPSE_KEY, PushMessage, message_in
from notifications.relay import BATCH
from security.endpoints import Endpoints, NoAnswer
from security.web_push import new_vapid_key
from tests.notifications.browsers import Browser
from tests.notifications.rows import push_to, relay_with, say, subscribe, subscriptions, waiting
from tests.promises.processes import RELAY, environment, private_file
from tests.stand_ins.autopush import Autopush
from tests.stand_ins.push_rules import Refusal
from tests.support.served import ROOT

VAPID_KEY = new_vapid_key()
SUBJECT = "mailto:us@example.org"
EVENTS = [("homework", "140100"), ("tutoring", "411100"), ("safety", "1"), ("school_conduct", "2")]
STATUSES = {
    400: Refused("webpush_400"),
    401: Misconfigured("webpush_401"),
    403: Misconfigured("webpush_403"),
    404: Unregistered(),
    410: Unregistered(),
    413: Refused("webpush_413"),
    429: RetryLater(),
    500: RetryLater(),
    502: RetryLater(),
    503: RetryLater(),
    301: RetryLater(alarm="webpush_301"),
    307: RetryLater(alarm="webpush_307"),
    418: RetryLater(alarm="webpush_418"),
}


@pytest.fixture(scope="module")
def service():
    with Autopush() as service:
        yield service


@pytest.fixture
def browser(service):
    return Browser(service, VAPID_KEY)


@pytest.fixture
def channel_for(service):
    """Make a channel; closed when the test ends."""
    made = []

    def make(endpoints=None, key=VAPID_KEY, now=utc_now):
        endpoints = endpoints or Endpoints(lambda _: [], service.url)
        made.append(WebPushChannel(private_key=key, subject=SUBJECT, endpoints=endpoints, now=now))
        return made[-1]

    yield make
    for channel in made:
        channel.close()


@pytest.fixture
def channel(channel_for):
    return channel_for()


def relay(engine, clock, relay_keys, channel):
    relay = relay_with(engine, clock, relay_keys, channel)
    relay._channels["webpush"] = channel
    return relay


@pytest.mark.promise("N1")
def test_every_push_is_the_same_but_for_the_words_and_as_long(engine, clock, relay_keys, service, channel):
    """Whatever it is about, whenever, for whichever report: what the push service sees and what the browser opens."""
    browsers = {locale: Browser(service, VAPID_KEY) for locale in ("zh-Hans", "en")}
    begin = len(service.posts)
    for locale, browser in browsers.items():
        for category, place in EVENTS:
            address = browser.address(locale)
            push_to(engine, clock, subscribe(engine, relay_keys, address, category=category, place=place))
            clock.forward(3600)
            assert relay(engine, clock, relay_keys, channel).run_once() == 1
    posts = service.posts[begin:]
    assert len(posts) == len(EVENTS) * 2
    assert len({len(post.body) for post in posts}) == 1
    seen = [{name: value for name, value in post.headers.items() if name != "Authorization"} for post in posts]
    assert all(headers == seen[0] for headers in seen)
    assert seen[0].keys() - {"Host", "Content-Length", "Accept-Encoding"} == HEADERS.keys()
    assert all(post.claims.keys() == {"aud", "exp", "sub"} for post in posts)
    for locale, browser in browsers.items():
        title, text = say("push.title", {}, locale), say("push.text", {}, locale)
        said = {browser.opened(post.body) for post in posts if post.path in browser.endpoint}
        assert [json.loads(one) for one in said] == [{"title": title, "text": text}]


@pytest.mark.promise("N1")
def test_topic_ttl_and_urgency_are_constants(browser, service, channel):
    assert channel.deliver([browser.push()]) == [Sent()]
    headers = service.posts[-1].headers
    assert (headers["Topic"], headers["Urgency"], headers["Content-Encoding"]) == (COLLAPSE_KEY, "high", "aes128gcm")
    assert int(headers["TTL"]) == timedelta(weeks=4).total_seconds()


@pytest.mark.promise("N2", "in part")
def test_a_browser_that_was_off_reads_one_push_however_often_it_was_sent(browser, service, channel):
    for _ in range(3):
        assert channel.deliver([browser.push()]) == [Sent()]
    assert service.waiting(browser.uaid) == [service.posts[-1].body]


@pytest.mark.parametrize(("status", "result"), STATUSES.items())
def test_each_answer_has_its_consequence(browser, channel, status, result):
    browser.known.trouble = Refusal(status, "as told")
    assert channel.deliver([browser.push()]) == [result]


@pytest.mark.parametrize("status", [429, 503])
def test_a_push_comes_back_when_the_service_asks_it_to(browser, channel, status):
    browser.known.trouble = Refusal(status, "busy", {"retry-after": "300"})
    assert channel.deliver([browser.push()]) == [RetryLater(300)]
    browser.known.trouble = None
    assert channel.deliver([browser.push()]) == [Sent()]


@given(st.integers(100, 999), st.dictionaries(st.sampled_from(["Retry-After", "Date"]), st.text(max_size=30)))
def test_any_answer_means_something(status, headers):
    result = _result_of(Reply(status, headers))
    assert isinstance(
        result, STATUSES.get(status, Sent() if status in {200, 201, 202, 204} else RetryLater()).__class__
    )


def test_a_browser_that_has_unsubscribed_is_forgotten(engine, clock, relay_keys, browser, channel):
    push_to(engine, clock, subscribe(engine, relay_keys, browser.address()))
    browser.known.is_gone = True
    relay(engine, clock, relay_keys, channel).run_once()
    assert subscriptions(engine) == waiting(engine) == []


@pytest.mark.parametrize(
    ("wrong", "alarm"),
    [({"key": new_vapid_key()}, "webpush_403"), ({"now": lambda: utc_now() - timedelta(days=1)}, "webpush_403")],
)
def test_credentials_that_are_refused_raise_an_alarm_and_lose_nothing(
    engine, clock, relay_keys, browser, service, channel_for, caplog, *, wrong, alarm
):
    """The key is another than the browser subscribed with; or our clock is a day behind."""
    push_to(engine, clock, subscribe(engine, relay_keys, browser.address()))
    relay(engine, clock, relay_keys, channel_for(**wrong)).run_once()
    assert caplog.messages == [f"push alarm {alarm}: 1"]
    assert len(waiting(engine)) == len(subscriptions(engine)) == 1
    clock.forward(3600)
    relay(engine, clock, relay_keys, channel_for()).run_once()
    assert waiting(engine) == []


@pytest.mark.promise("N5", "in part")
@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["169.254.169.254"], []])
def test_an_endpoint_that_has_come_to_lead_to_us_is_not_connected_to(
    engine, clock, relay_keys, browser, service, channel_for, caplog, found
):
    """It was public when the browser subscribed; its name leads elsewhere now."""
    url = browser.endpoint.replace(service.url, "https://push.example.org")
    push_to(engine, clock, subscribe(engine, relay_keys, browser.address(endpoint=url)))
    begin = len(service.posts) + len(service.refusals)
    relay(engine, clock, relay_keys, channel_for(Endpoints(lambda _: found))).run_once()
    assert len(service.posts) + len(service.refusals) == begin
    assert caplog.messages == ["push alarm webpush_endpoint_not_public: 1"]
    assert len(waiting(engine)) == 1
    assert "push.example.org" not in caplog.text


def test_a_name_that_cannot_be_looked_up_is_tried_again_later(browser, channel_for):
    def away(_):
        raise NoAnswer

    channel = channel_for(Endpoints(away))
    assert channel.deliver([browser.push(endpoint="https://push.example.org/x")]) == [RetryLater()]


def test_a_service_out_of_reach_is_tried_again_later(browser, unused_url, channel_for):
    channel = channel_for(Endpoints(lambda _: [], unused_url))
    assert channel.deliver([browser.push(endpoint=f"{unused_url}/x")]) == [RetryLater()]


def test_one_bad_address_keeps_no_other_push_back(browser, channel):
    bad = browser.push(endpoint="https://push.example.org/x", keys={"p256dh": "A", "auth": "A"})
    gone = browser.push(endpoint="http://127.0.0.1:1/x")
    results = channel.deliver([bad, browser.push(), gone, browser.push()])
    assert results[1] == results[3] == Sent()
    assert results[0] == Misconfigured("webpush_cannot_encrypt")
    assert results[2] == RetryLater(alarm="webpush_endpoint_not_public")


def test_words_too_long_for_the_one_size_raise_an_alarm(browser, channel):
    push = Push(browser.address(), PushMessage("t", "长" * 400))
    assert channel.deliver([push]) == [Misconfigured("webpush_cannot_encrypt")]


def test_what_nobody_foresaw_keeps_no_other_push_back_and_names_nobody(browser, service, channel_for, caplog):
    class Broken(Endpoints):
        def read(self, url):
            if url.endswith("canary"):
                raise KeyError(url)
            return super().read(url)

    channel = channel_for(Broken(lambda _: [], service.url))
    results = channel.deliver([browser.push(endpoint="https://push.example.org/canary"), browser.push()])
    assert results == [RetryLater(), Sent()]
    assert "canary" not in caplog.text


def test_the_slowest_batch_there_can_be_ends_before_its_lease():
    """All at once; each looked up, every address of its host too slow, and the answer as late as can be, twice."""
    longest_s = LOOK_UP_S + MOST_ADDRESSES * 2 * CONNECT_S + 2 * ANSWER_S
    assert THREADS >= BATCH
    assert longest_s < outbox.LEASE_S


def test_many_pushes_use_few_connections(service, channel):
    pushes = [Browser(service, VAPID_KEY).push() for _ in range(20)]
    for _ in range(3):
        assert set(channel.deliver(pushes)) == {Sent()}
    assert 1 <= len(channel._lines._idle) <= 20


@pytest.mark.slow
def test_the_relay_as_it_is_started_sends_through_web_push(
    engine, database_url, clock, relay_keys, browser, service, tmp_path
):
    """With the keys in files, and the stand-in by its setting."""
    push_to(engine, clock, subscribe(engine, relay_keys, browser.address()))
    files = {"JIANFU_RELAY_KEY_FILE": relay_keys.private, "JIANFU_VAPID_KEY_FILE": VAPID_KEY}
    env = {name: str(private_file(tmp_path / name, content)) for name, content in files.items()}
    env |= {"JIANFU_DEMO": "1", "JIANFU_WEB_PUSH_STAND_IN": service.url, "JIANFU_VAPID_SUBJECT": SUBJECT}
    env = environment(tmp_path, database_url, relay_keys.public, **env)
    done = subprocess.run([*RELAY, "--once"], cwd=ROOT, env=env, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert waiting(engine) == []
    assert json.loads(browser.opened(service.waiting(browser.uaid)[0])).keys() == {"title", "text"}
    assert service.posts[-1].claims["sub"] == SUBJECT


def test_with_a_key_web_push_is_configured_and_without_one_it_is_not(tmp_path, service, browser):
    plain = {"fcm_credentials": None, "fcm_url": "", "log": tmp_path / "push.jsonl"}
    assert set(configured_channels(**plain)) == {"fcm", "fcm_topic"}
    web_push = ForWebPush(VAPID_KEY, SUBJECT, service.url, utc_now)
    channels = configured_channels(**plain, web_push=web_push)
    assert channels["webpush"].deliver([browser.push()]) == [Sent()]
    assert not (tmp_path / "push.jsonl").exists()
    channels["webpush"].close()


@pytest.mark.promise("N5", "in part")
def test_the_longest_endpoint_is_sealed_like_any_other(relay_keys, browser):
    long = browser.address(endpoint="https://push.example.org/" + "x" * 975)
    sealed = seal_address(relay_keys.public, "s", long)
    assert open_address(relay_keys.private, "s", sealed) == long
    assert len(sealed) == len(seal_address(relay_keys.public, "s", PushAddress("fcm", "en", fid="f")))
    assert "push.example.org" not in repr(long)
    assert browser.keys["auth"] not in repr(long)


def test_the_words_are_those_of_the_address(browser):
    assert browser.push("en").message == message_in("en", say)
