"""Every screen of the console, one after another, in any language."""

from contextlib import contextmanager


def log_in(tour, username, password):
    """Into the console, from wherever."""
    tour.page.context.clear_cookies()
    tour.open("/console/")
    tour.page.get_by_label(tour.say("console.username"), exact=True).fill(username)
    tour.page.get_by_label(tour.say("console.password"), exact=True).fill(password)
    tour.press("console.log_in")
    tour.page.locator(".rooms").wait_for()
    tour.settled()


def room(tour, name):
    """Into another room of the menu."""
    tour.page.locator(f".rooms a[href='#/{name}']").click()
    tour.settled()


def view(tour, name):
    """A view of the queue, by the word of the service."""
    label = tour.service_says(f"view.{name}")
    tour.page.locator(".views").get_by_role("button", name=label, exact=True).click()


@contextmanager
def asking(tour, part):
    """What is done here asks for other cases; they are there afterwards, and no longer those of before."""
    with tour.page.expect_response(lambda answer: "/cases?" in answer.url and part in answer.url):
        yield
    tour.settled()


def cases(tour, statuses):
    """The queue, and a case of each status that there is."""
    page = tour.page
    page.locator(".case-line").first.wait_for()
    yield "queue"
    for status in statuses:
        tour.open("/console/")
        view(tour, "all")
        with asking(tour, f"status={status}"):
            tour.choose("queue.status", status)
        if page.locator(".case-line").count() == 0:
            continue
        page.locator(".case-line").first.click()
        page.locator(".actions").wait_for()
        tour.settled()
        yield f"case-{status}"
        if status == statuses[0]:
            yield from paper(tour)


def paper(tour):
    """The case that is open with everything unfolded, then what of it goes on paper."""
    tour.unfold()
    yield "case-unfolded"
    tour.page.emulate_media(media="print")
    yield "case-printed"
    tour.page.emulate_media(media="screen")


def acting(tour):
    """A form of the newest case, empty and refused; then a queue without cases."""
    page = tour.page
    tour.open("/console/")
    with asking(tour, "open=true"):
        view(tour, "open")
    page.locator(".case-line").first.wait_for()
    yield "queue-open"
    page.locator(".case-line").last.click()
    page.locator(".actions").wait_for()
    tour.unfold()
    for place in (1, -1):
        page.locator(".actions .act-buttons button[aria-expanded]").nth(place).click()
        page.locator(".act-form").wait_for()
        tour.settled()
        yield f"form{place}"
    page.locator(".act-form .button-main").click()
    page.locator(".act-form .is-wrong").first.wait_for()
    yield "form-refused"
    tour.open("/console/")
    tour.choose("queue.severity", "urgent")
    with asking(tour, "status=referred_out"):
        tour.choose("queue.status", "referred_out")
    yield "queue-none"


def desk_screens(tour, passwords, roles, statuses):
    """Names of the console's screens; `roles`: usernames of an officer, a supervisor and an administrator."""
    officer, supervisor, administrator = roles
    tour.open("/console/")
    yield "log-in"
    tour.press("console.log_in")
    tour.page.locator(".notice-bad, .is-wrong").first.wait_for()
    yield "log-in-refused"
    log_in(tour, officer, passwords[officer])
    yield from cases(tour, statuses)
    yield from acting(tour)
    yield from rooms(tour, "tasks", "rechecks", "reminders", "figures", "account")
    log_in(tour, supervisor, passwords[supervisor])
    tour.page.locator(".case-line").first.wait_for()
    yield "supervisor-queue"
    tour.page.locator(".case-line").first.click()
    tour.page.locator(".actions").wait_for()
    yield "supervisor-case"
    yield from rooms(tour, "below", "coordination", "conduct")
    yield from administration(tour, administrator, passwords[administrator])


def rooms(tour, *names):
    """Each of these rooms, as it is entered."""
    for name in names:
        room(tour, name)
        yield name


def administration(tour, username, password):
    """People, offices and the second factor of an administrator."""
    page = tour.page
    log_in(tour, username, password)
    room(tour, "people")
    yield "people"
    page.locator("details > summary").first.click()
    page.locator(".person button").first.click()
    yield "people-form"
    room(tour, "offices")
    yield "offices"
    page.get_by_role("searchbox").first.fill("411102")
    tour.unfold()
    yield "offices-forms"
    room(tour, "registry")
    yield "registry"
    for folded in page.locator("section > details.card > summary").all():
        folded.click()
    tour.settled()
    yield "registry-unfolded"
    room(tour, "account")
    tour.press("account.factor")
    tour.settled()
    page.locator("input[type=password]").fill(password)
    tour.press("factor.begin")
    page.locator(".seed").wait_for()
    yield "second-factor"
