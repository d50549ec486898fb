"""What Firebase Cloud Messaging accepts and answers: the shape of a message and the table of errors."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
PAYLOAD_LIMIT, TOPIC_PAYLOAD_LIMIT = 4096, 2048
TARGETS = ("fid", "token", "topic", "condition")


@dataclass(frozen=True)
class Answer:
    """A status, a JSON body, and further headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The request gets this answer instead of being accepted."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def problem(status: int, name: str, message: str, *details: dict[str, Any], **headers: str) -> Answer:
    """Google's error body."""
    error = {"code": status, "message": message, "status": name, "details": list(details)}
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Answer(status, {"error": error if details else {**error, "details": []}}, named)


def fcm_error(status: int, name: str, code: str, message: str, **headers: str) -> Answer:
    return problem(status, name, message, {"@type": FCM_ERROR, "errorCode": code}, **headers)


def field_violation(path: str, what: str) -> Refusal:
    violations = [{"field": path, "description": what}]
    detail = {"@type": BAD_REQUEST, "fieldViolations": violations}
    return Refusal(problem(400, "INVALID_ARGUMENT", what, detail))


QUOTA = (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "Quota exceeded for the message target.")
UNAVAILABLE = fcm_error(503, "UNAVAILABLE", "UNAVAILABLE", "The service is currently unavailable.")
ERRORS: dict[str, Answer] = {
    "unregistered": fcm_error(404, "NOT_FOUND", "UNREGISTERED", "Requested entity was not found."),
    "quota-retry-after": fcm_error(*QUOTA, Retry_After="120"),
    "quota": fcm_error(*QUOTA),
    "unavailable-retry-after": Answer(UNAVAILABLE.status, UNAVAILABLE.body, {"Retry-After": "120"}),
    "unavailable-twice": UNAVAILABLE,
    "unavailable": UNAVAILABLE,
    "internal": fcm_error(500, "INTERNAL", "INTERNAL", "Internal error encountered."),
    "unspecified": fcm_error(500, "UNKNOWN", "UNSPECIFIED_ERROR", "Unknown error."),
    "forbidden": problem(403, "PERMISSION_DENIED", "Permission 'cloudmessaging.messages.create' denied on resource"),
    "sender-mismatch": fcm_error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH", "SenderId mismatch"),
    "third-party-auth": fcm_error(
        401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR", "Auth error from APNS or Web Push Service"
    ),
    "invalid": fcm_error(
        400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "The registration token is not a valid FCM registration token"
    ),
}
"""Answers by how a target begins; the first that fits. `unavailable-twice` is well at the third post."""
HANG_UP = "hang-up-"
"""A target that begins so gets no answer at all."""
LABEL = {"analyticsLabel": str}
WORDS = {"title": str, "body": str, "image": str}
ANDROID_NOTIFICATION: dict[str, Any] = {
    **WORDS,
    **dict.fromkeys(("icon", "color", "sound", "tag", "clickAction", "bodyLocKey", "titleLocKey", "channelId"), str),
    **dict.fromkeys(("ticker", "eventTime", "notificationPriority", "visibility", "proxy"), str),
    **dict.fromkeys(("sticky", "localOnly", "defaultSound", "defaultVibrateTimings", "defaultLightSettings"), bool),
    **dict.fromkeys(("bodyLocArgs", "titleLocArgs", "vibrateTimings"), list),
    "notificationCount": int,
    "lightSettings": {"color": dict, "lightOnDuration": str, "lightOffDuration": str},
}
ANDROID: dict[str, Any] = {
    **dict.fromkeys(("collapseKey", "priority", "ttl", "restrictedPackageName"), str),
    **dict.fromkeys(("directBootOk", "bandwidthConstrainedOk", "restrictedSatelliteOk"), bool),
    "data": {"*": str},
    "notification": ANDROID_NOTIFICATION,
    "fcmOptions": LABEL,
}
MESSAGE: dict[str, Any] = {
    **dict.fromkeys(TARGETS, str),
    "data": {"*": str},
    "notification": WORDS,
    "android": ANDROID,
    "webpush": {
        "headers": {"*": str},
        "data": {"*": str},
        "notification": dict,
        "fcmOptions": {"link": str, **LABEL},
    },
    "apns": {
        "headers": {"*": str},
        "payload": dict,
        "fcmOptions": {"image": str, **LABEL},
        "liveActivityToken": str,
    },
    "fcmOptions": LABEL,
}
REQUEST: dict[str, Any] = {"message": MESSAGE, "validateOnly": bool}


def check(value: Any, shape: Any, path: str) -> None:
    """Refuse what the documented JSON representation does not have; takes both spellings of a name, as Google does."""
    if not isinstance(shape, dict):
        if not isinstance(value, shape) or (shape is int and isinstance(value, bool)):
            raise field_violation(path, f"Invalid value at '{path}'")
        return
    if not isinstance(value, dict):
        raise field_violation(path, f"Invalid value at '{path}'")
    for name, part in value.items():
        known = "*" if "*" in shape else re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
        if known not in shape:
            what = f"Invalid JSON payload received. Unknown name \"{name}\" at '{path}': Cannot find field."
            raise field_violation(path, what)
        check(part, shape[known], f"{path}.{name}" if path else name)


def target_of(message: dict[str, Any]) -> str:
    """The one target; also refuses what is too big or no topic."""
    targets = [name for name in TARGETS if message.get(name)]
    if len(targets) != 1:
        raise field_violation("message", "Exactly one of fid, token, topic or condition is required")
    if "topic" in message and not re.fullmatch(r"[a-zA-Z0-9\-_.~%]+", message["topic"]):
        raise field_violation("message.topic", "Malformed topic name")
    payload = json.dumps([message.get("data", {}), message.get("notification", {})], ensure_ascii=False).encode()
    if len(payload) > (TOPIC_PAYLOAD_LIMIT if "topic" in message else PAYLOAD_LIMIT):
        raise Refusal(fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "Message too big"))
    return str(message[targets[0]])
