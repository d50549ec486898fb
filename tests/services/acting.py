"""Random acts on a made-up history: each does what is possible, or nothing."""

from tests.services.histories import OPEN

ANSWERS = {"resolve": "resolved", "decline": "declined", "refer_out": "referred_out"}


class Acting:
    """What can happen; `one` and `other` choose among what there is, `days` how long something may take."""

    def __init__(self, history, one, other, days):
        self.history, self.one, self.days = history, one, days
        self.office = history.offices[other % len(history.offices)]

    @property
    def waiting(self):
        return [each for each in self.history.matters if each.row.status in OPEN and each.reports]

    @property
    def going_on(self):
        return [each for each in self.waiting if each.row.status != "awaiting_reporter"]

    @property
    def answered(self):
        return [each for each in self.history.matters if each.row.status in ANSWERS.values() and each.reports]

    @property
    def appeals(self):
        return [each for each in self.going_on if each.of_an_appeal]

    def night(self):
        self.history.end_day()

    def file(self):
        self.history.file(self.office, self.days)

    def file_into(self):
        for matter in chosen(self.waiting, self.one):
            self.history.file(None, self.days, into=matter)

    def write(self):
        for matter in chosen(self.waiting + self.answered, self.one):
            self.history.write(matter)

    def ask(self):
        for matter in chosen(self.going_on, self.one):
            self.history.ask(matter)

    def resume(self):
        for matter in chosen([each for each in self.waiting if each.row.status == "awaiting_reporter"], self.one):
            self.history.resume(matter)

    def resolve(self, event="resolve"):
        for matter in chosen(self.going_on, self.one):
            self.history.answer(matter, event, ANSWERS[event])

    def disapprove(self):
        for matter in chosen(self.going_on, self.one):
            self.history.propose(matter, "disapprove")

    def decline(self):
        self.resolve(event="decline")

    def refer_out(self):
        self.resolve(event="refer_out")

    def transfer(self):
        free = [each for each in self.waiting if not each.of_an_appeal and each.row.office_id != self.office.id]
        for matter in chosen(free, self.one):
            self.history.transfer(matter, self.office)

    def join(self):
        """What waits for an answer leaves no case, but takes others in."""
        free = [
            each for each in self.waiting if not each.of_an_appeal and not any(told.appealed for told in each.reports)
        ]
        leaving = [each for each in free if each in self.going_on]
        pairs = [(a, b) for a in leaving for b in free if a is not b and a.row.office_id == b.row.office_id]
        for pair in chosen(pairs, self.one):
            self.history.join(*pair)

    def split(self):
        """All but the first report go into a case of their own, which stands where the old one stands."""
        free = [each for each in self.going_on if not each.of_an_appeal and len(each.reports) > 1]
        for matter in chosen(free, self.one):
            history = self.history
            office = next(one for one in (*history.offices, history.above) if one.id == matter.row.office_id)
            new = history.new_case(office)
            history.event(new, "split_off", matter.row.status)
            for told in matter.reports[1:]:
                history.stay(told, matter, new, 1)
            new.reports, matter.reports = matter.reports[1:], matter.reports[:1]
            history.go_on(matter, "split")
            history.part(matter, new)

    def appeal(self):
        for told in chosen([told for each in self.answered for told in each.reports if not told.appealed], self.one):
            self.history.appeal(told, self.days)

    def send_back(self):
        for matter in chosen(self.appeals, self.one):
            self.history.send_back(matter, self.days)

    def uphold(self):
        for matter in chosen(self.appeals, self.one):
            self.history.answer(matter, "uphold", "resolved")

    def reopen(self):
        for matter in chosen(self.answered, self.one):
            self.history.reopen(matter, self.days)


def chosen(items, number):
    """One of them, as a list; an empty one if there is none."""
    return [items[number % len(items)]] if items else []
