"""The allow-list of what may stand unsealed in the database (DESIGN §4, Clear). A test refuses any other column."""

from __future__ import annotations

CLEAR: dict[str, tuple[str, ...]] = {
    "installation": (
        "id",
        "is_demo",
        "recovery_public_key",
        "demo_loaded",
        "released_hour",
        "rewritten_on",
        *("counted_on", "summed_on", "conduct_on"),
        "registry_edition",
    ),
    "office": (
        *("id", "division_code", "department", "name", "superior_id"),
        *("key_version", "work_public_key", "oversight_public_key", "rotating_since", "closed_on"),
    ),
    "staff": (
        *("id", "username", "role", "office_id", "public_key"),
        *("password_salt", "password_auth", "password_parameters", "last_otp_step", "removed_on"),
        *("wrong_codes", "wrong_codes_since"),  # that somebody has, or had, the password of this account
    ),
    "key_grant": (
        *("id", "office_id", "purpose", "key_version", "staff_id"),
        *("holder_office_id", "holder_key_version"),
    ),
    "staff_session": ("lookup", "staff_id", "idle_until", "expires_at"),
    # How many passkeys somebody has, since when, and whether their maker numbers credentials; names are sealed.
    "passkey": ("id", "staff_id", "credential_id", "public_key", "sign_count", "added_on", "last_used_on"),
    "recovery_code": ("staff_id", "digest", "used_on"),  # digests of 80 random bits
    "school": ("id", "division_code", "name", "stage", "boarding", "office_id", "kind", "school_code"),
    "institution": (
        *("id", "division_code", "name", "office_id", "approving_division_code", "credit_code", "licence_number"),
        *("teaches_subjects", "has_prepaid_account", "converted_on", "approved_on", "closed_on"),
    ),
    "calendar_period": ("id", "division_code", "school_id", "first", "last", "period"),
    "price_line": (
        *("id", "division_code", "mode", "price_stage", "minutes", "smallest", "largest", "yuan"),
        *("effective_from", "effective_to"),
    ),
    "registry_import": (
        *("id", "list_kind", "state", "staff_id", "made_on", "applied_on"),
        *("to_add", "to_change", "same", "refused", "to_confirm"),
    ),
    "programme_figure": ("id", "division_code", "indicator", "reporting_period", "amount", "stated_in"),
    "import_line": ("import_id", "line", "change", "state", "row_id", "earlier", "later", "errors"),
    # An officer wrote the name for the register: that the case is about it, as `case.school_id` tells of others.
    "registry_suggestion": ("id", "case_id", "staff_id", "target_kind", "division_code", "name", "suggested_on"),
    "case": (
        *("id", "version", "category", "matter", "division_code", "school_id", "institution_id"),
        *("office_id", "alerted_office_id", "assignee_id", "status", "status_since", "severity", "safety"),
        *("submitted_on", "accept_on", "first_answer_on", "finish_on", "told_on", "next_due_on"),
        *(
            "due_is_provisional",
            "told_is_provisional",
            "first_answered",
            "asked_on",
            "pause_used",
            "avoid_local_office",
        ),
        "join_key",  # repeats columns of this list: office, matter, target, and the fortnight of submitted_on
        *("reseal_pending", "reminded_on", "warn_on"),
        "recheck_on",  # that an office will look again, and when
        # What `appeal` (and the first line of `case_event`), `transfer` and `urging` say of it: lists walk along these.
        *("is_appealed", "is_bounced", "is_urged", "is_raised"),
        "synthetic",  # made up by the demo's bulk path: never true outside a demo
    ),
    "report": (
        *("id", "case_id", "reference", "receipt_lookup", "body_mac", "category"),
        # A routing reason is a code with a division and a department, both of them clear already; the code may tell
        # that lessons are online, and no more.
        *("filed_on", "due_on", "due_is_provisional", "routing_reason"),
        "finding_codes",  # empty: rules tell the grade, so findings are in the sealed content alone
        "source",  # whether staff took it from whoever called or came; never who that was
        "joined_version",  # which acts of the office came before the report: it orders, and tells no time
    ),
    "report_key_wrap": ("report_id", "office_id", "key_version"),
    "case_key_wrap": ("case_id", "office_id", "key_version"),
    "message": ("id", "report_id", "position", "posted_on", "sender", "ask"),
    "case_event": ("id", "case_id", "version", "happened_on", "event", "status", "staff_id"),
    "transfer": ("case_id", "version", "from_office_id", "to_office_id", "reason_code", "settles"),
    "joining": (
        *("case_id", "version", "into_case_id", "into_version", "undone_version", "into_undone_version", "pause_used"),
    ),
    "splitting": ("case_id", "version", "new_case_id", "pause_used"),
    "stay": ("report_id", "position", "case_id", "after_version", "until_version"),
    "evidence": ("id", "report_id", "position", "state", "added_on"),  # how many files, and on which days
    "rating": ("report_id",),
    "appeal": ("report_id", "case_id", "from_case_id", "from_version"),
    # That an office above read a case, and which kind of reason it gave; the reason itself is sealed in its history.
    "oversight": ("case_id", "version", "office_id", "reason_code"),
    # Which departments share a case, what kind of help was asked for, and by when; what is asked and found is sealed.
    "task": ("id", "case_id", "office_id", "version", "kind", "status", "status_since", "asked_on", "due_on"),
    "task_key_wrap": ("task_id", "office_id", "key_version"),
    # What offices did about a case, and when they had to: of a reporter nothing that its clear columns do not say.
    "extension": ("case_id", "version", "reason_code"),
    "urging": ("case_id", "version", "office_id", "reason_code", "answer_by", "back_report", "answered_version"),
    # How many answers of an office in a month were 无法核实, of all matters together; never which.
    "conduct_count": ("office_id", "month", "habit", "count"),
    # Counts of clear columns of the log (`case_event`, `transfer`, `task`) for days that are over; never of which case.
    "conduct_day": (
        *("office_id", "counted_on", "before_on", "answered", "paused", "extended", "declined", "referred_out"),
        *("passed_on", "raised", "tasks_let_lie", "overturned", "reopened", "joined", "tasks_returned", "asked_again"),
    ),
    "reminder": ("id", "case_id", "kind", "since_version", "reminded_on"),
    "reminder_to": ("reminder_id", "office_id", "reminded_on"),
    "reminder_read": ("reminder_id", "staff_id"),
    "recusal": ("case_id", "staff_id"),  # who has nothing to do with a case; why is sealed in its history
    "avoidance": ("case_id", "office_id"),  # what routing makes of the clear columns of the case anyway
    "consent": ("report_id", "office_id", "asked_on", "agreed"),  # the server must know it to let a transfer pass
    "consent_request": ("case_id", "office_id"),  # what `consent` tells of the offices, also of those asked for before
    # What staff did and when: a thief learns who works on which case, of a reporter nothing that the case does not say.
    "audit": ("id", "at", "act", "staff_id", "username", "office_id", "case_id", "object_id", "digest"),
    "audit_leaf": ("audit_id", "position"),
    "audit_checkpoint": ("root", "size", "at", "peaks", "signature"),
    "audit_pruning": ("root", "size", "at", "signature"),  # how many of the oldest rows are gone, and when they went
    "tombstone": ("receipt_lookup", "forget_on"),
    # How many things ended on which of the last 35 days: reports, files, cases, accounts, passkeys. A mark leads to the
    # row in an older backup; it has to, for restoring destroys that row.
    "deletion": ("mark", "forget_on", "swept"),
    "hold": ("case_id", "reason_code", "held_on"),  # that a court or the like asked for a case, and no more
    "unreleased_case": ("case_id",),  # filed since the last full hour: of these, whoever steals now learns the hour
    "unreleased_message": ("message_id",),  # said since then
    "unreleased_evidence": ("evidence_id",),  # added since then
    "unreleased_rating": ("report_id",),  # rated since then
    "note": ("id", "case_id", "position", "posted_on", "staff_id"),
    "spent_challenge": ("mark", "expires_on"),
    "subscription": ("id", "report_id"),
    # What each report had been promised when it was answered: clear days of the report, kept as they were then.
    "reply": ("report_id", "case_id", "version", "due_on"),
    # Counts of clear columns for days that are over. Of sealed ratings: how many an office had in a week, for all
    # matters together, how many said solved and how many were content; never which report said so.
    "figure": ("counted_on", "office_id", "matter", "source", "measure", "count"),
    # The same counts, added up: by office alone or with those below, by matter and by source.
    "figure_sum": (
        *("office_id", "below", "cut", "counted_on", "code", "received", "responded", "responded_on_time", "verified"),
        *("declined", "referred_out", "on_time", "late", "appealed", "overturned", "no_longer_on_time"),
        *("open", "overdue", "unresponded"),
    ),
    "public_figure": ("week", "division_code", "matter", "measure", "rounded"),  # what everybody is told
    "outbox": ("id", "due_at", "lease_until", "attempts", "dead_at"),
    "alembic_version": ("version_num",),
}
"""Clear columns by table."""

SEALED = ("sealed_", "wrapped_")
"""How the name of every other column begins: it holds ciphertext only."""
