"""The journey that most promises are tried on."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from notifications.addresses import TARGETS
from notifications.channels.fcm import FcmChannel
from notifications.relay import Relay
from policy.forms import Question, QuestionType
from policy.words import Words
from security.endpoints import Endpoints
from security.web_push import new_vapid_key, vapid_public_of
from services.work import WebPush
from tests.promises.journey import take
from tests.promises.openings import Keys
from tests.stand_ins.fcm import FcmStandIn
from tests.support.house import house, opened

__all__ = ["house"]

TEXT_ANSWER = "in_own_words"


def with_a_text_question(policy):
    """No form asks for a text yet; one that does must not be the first to leak."""
    asked = {name: Question(category=name, id=TEXT_ANSWER, type=QuestionType.TEXT, max=500) for name in policy.forms}
    forms = {name: replace(form, questions=(*form.questions, asked[name])) for name, form in policy.forms.items()}
    words = {f"{question.code}.label": "…" for question in asked.values()}
    return replace(
        policy, forms=forms, words=Words({locale: {**texts, **words} for locale, texts in policy.words.texts.items()})
    )


@pytest.fixture(autouse=True)
def policy_is_read_once(read_once):
    """Also for the processes' own parts, which some tests here put together themselves."""


@pytest.fixture
def app(app):
    """The application, with one more question in each form, and Web Push for whatever host."""
    return asking_for_a_text(app)


def asking_for_a_text(app):
    service = app.extensions["jianfu"]
    web_push = WebPush(vapid_public_of(new_vapid_key()), Endpoints(lambda _: ["93.184.216.34"]))
    world = replace(service.world, policy=with_a_text_question(service.world.policy), web_push=web_push)
    app.extensions["jianfu"] = replace(service, world=world)
    return app


@pytest.fixture
def journey(phone, console, installed):
    """See tests.promises.journey."""
    return take(phone, console, installed, text_answer=TEXT_ANSWER)


@pytest.fixture
def keys(journey, engine, installed, relay_key):
    """All keys there are, after the journey: see tests.promises.openings."""
    return Keys(engine, installed, journey, relay_key)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def shared_keys(request, tmp_path_factory, now, relay_key, argon2_cost):
    """The same after a journey that the module's tests share: for those that only look."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("shared"), now, relay_key, argon2_cost) as house:
        asking_for_a_text(house.app)
        journey = take(house.phone, house.log_in, house.installed, text_answer=TEXT_ANSWER)
        yield Keys(house.engine, house.installed, journey, relay_key)


@pytest.fixture
def stand_in(tmp_path_factory):
    """Firebase as the relay sees it; what it records is not on our disk."""
    with FcmStandIn(tmp_path_factory.mktemp("google") / "posts.jsonl") as stand_in:
        yield stand_in


@pytest.fixture
def fcm(stand_in):
    channel = FcmChannel(stand_in.credentials_path, stand_in.url)
    yield channel
    channel.close()


@pytest.fixture
def relay(engine, clock, relay_key, fcm):
    """The relay, sending through `stand_in`."""
    settings = SimpleNamespace(relay_private_key=relay_key.private)
    return Relay(settings, engine=engine, channels=dict.fromkeys(TARGETS, fcm), now=clock)
