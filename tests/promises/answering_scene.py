"""How the office of a scene of the matrix comes to its answer, and what it does afterwards."""


class OfAnswers:
    """Part of a scene: `cases` and `act` are the scene's."""

    def proposed(self):
        """An answer to report 1 waits for somebody else than who proposed it; the supervisor above has read it."""
        said = {"event": "decline", "ground": "outside_remit", "reason": "r", "public_reply": "p"}
        self.act("officer_1", self.cases[0], "approval", said)
        self.act("supervisor", self.cases[0], "oversight", {"reason_code": "approval", "reason": "r"})

    def to_recheck(self):
        """Office 1 has answered report 1, and looks at it again."""
        for version, event in enumerate(("accept", "investigate"), start=1):
            self.act("officer_1", self.cases[0], "moves", {"event": event}, version=version)
        said = {"outcome": "partly", "actions_taken": ["planned"], "public_reply": "p", "recheck_on": "2026-12-02"}
        self.act("officer_1", self.cases[0], "moves", {"event": "resolve", **said}, version=3)
