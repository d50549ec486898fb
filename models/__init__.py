"""The tables."""

from models.afterwards import (
    Appeal,
    Avoidance,
    Consent,
    ConsentRequest,
    Joining,
    Oversight,
    Rating,
    Recusal,
    Splitting,
    Stay,
    Tombstone,
    Transfer,
)
from models.audit import Audit, AuditCheckpoint, AuditLeaf, AuditPruning
from models.base import Base, new_id
from models.cases import Case, CaseEvent, CaseKeyWrap, Message, Note, Report, ReportKeyWrap
from models.challenges import SpentChallenge
from models.conduct import ConductCount, ConductDay
from models.evidence import Evidence
from models.figures import Figure, FigureSum, PublicFigure, Reply
from models.kept import Deletion, Hold
from models.offices import Installation, KeyGrant, Office, Staff, StaffSession
from models.passkeys import Passkey, RecoveryCode
from models.places import Institution, School
from models.programme import ProgrammeFigure
from models.push import Outbox, Subscription
from models.registry import CalendarPeriod, ImportLine, PriceLine, RegistryImport, RegistrySuggestion
from models.tasks import Task, TaskKeyWrap
from models.unreleased import UnreleasedCase, UnreleasedEvidence, UnreleasedMessage, UnreleasedRating
from models.watching import Extension, Reminder, ReminderRead, ReminderTo, Urging

__all__ = [
    "Appeal",
    "Audit",
    "AuditCheckpoint",
    "AuditLeaf",
    "AuditPruning",
    "Avoidance",
    "Base",
    "CalendarPeriod",
    "Case",
    "CaseEvent",
    "CaseKeyWrap",
    "ConductCount",
    "ConductDay",
    "Consent",
    "ConsentRequest",
    "Deletion",
    "Evidence",
    "Extension",
    "Figure",
    "FigureSum",
    "Hold",
    "ImportLine",
    "Installation",
    "Institution",
    "Joining",
    "KeyGrant",
    "Message",
    "Note",
    "Office",
    "Outbox",
    "Oversight",
    "Passkey",
    "PriceLine",
    "ProgrammeFigure",
    "PublicFigure",
    "Rating",
    "RecoveryCode",
    "Recusal",
    "RegistryImport",
    "RegistrySuggestion",
    "Reminder",
    "ReminderRead",
    "ReminderTo",
    "Reply",
    "Report",
    "ReportKeyWrap",
    "School",
    "SpentChallenge",
    "Splitting",
    "Staff",
    "StaffSession",
    "Stay",
    "Subscription",
    "Task",
    "TaskKeyWrap",
    "Tombstone",
    "Transfer",
    "UnreleasedCase",
    "UnreleasedEvidence",
    "UnreleasedMessage",
    "UnreleasedRating",
    "Urging",
    "new_id",
]
