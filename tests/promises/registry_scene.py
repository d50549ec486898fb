"""What the paths of the registry name, made anew for each scene of the matrix."""

import uuid
from datetime import date

import sqlalchemy as sa

from models import CalendarPeriod, PriceLine, ProgrammeFigure, RegistrySuggestion
from models.engine import writing
from policy.registry import ListKind
from services.registry.imports import apply_import, begin_import
from tests.promises.matrix import LIST, REMOTE

DAY = date(2026, 1, 1)


class OfTheRegistry:
    """Part of a scene: `house`, `route`, `cases` and `headers` are the scene's."""

    def of_the_registry(self):
        """By the name in the path, how to make one."""
        return {
            "import_id": self.brought,
            "suggestion_id": self.suggested,
            "period_id": lambda: self.dated(CalendarPeriod, first=DAY, last=DAY, period="term"),
            "price_line_id": lambda: self.dated(
                PriceLine, mode="x", price_stage="x", minutes=1, smallest=1, yuan=1, effective_from=DAY
            ),
            "programme_figure_id": lambda: self.dated(
                ProgrammeFigure, indicator=uuid.uuid4().hex, reporting_period="2021", amount=1
            ),
        }

    def brought(self):
        """A list for the registry that was checked, or applied."""
        with writing(self.house.engine) as db:
            made = begin_import(self.house.work(db), None, ListKind.SCHOOLS, LIST.encode())
            if self.route.after == "applied":
                apply_import(self.house.work(db), made.id)
            db.commit()
        return made.id

    def suggested(self):
        """A name for the registry, for the case of report 1."""
        body = {"target_kind": "school", "name": uuid.uuid4().hex}
        path = f"/api/v1/cases/{self.cases[0]}/registry_suggestion"
        assert self.house.client.post(path, json=body, headers=self.headers["officer_1"]).status_code == 204
        with self.house.engine.connect() as connection:
            return connection.scalar(
                sa.select(RegistrySuggestion.id).where(RegistrySuggestion.case_id == self.cases[0])
            )

    def dated(self, model, **values):
        """A row about days or prices of a place where nothing else is."""
        with writing(self.house.engine) as db:
            row = model(division_code=REMOTE, **values)
            db.add(row)
            db.commit()
            return row.id

    def applied(self):
        """The list in the path is applied; see `brought`."""
