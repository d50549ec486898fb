"""Answers about schools and after-school service, and what each rule makes of them; see `rule_cases`."""

from policy.vocabulary import Result

SUSPECTED, UNCLEAR, NOT_SHOWN, OUTSIDE = Result.SUSPECTED, Result.UNCLEAR, Result.NOT_SHOWN, Result.OUTSIDE_SCOPE
SUNDAY, TUESDAY, PERHAPS_VACATION, MAKEUP_SATURDAY = "2026-03-08", "2026-03-03", "2026-02-05", "2026-02-14"


def sc(rule, tried, problem, result, **more):
    return (rule, tried, "school_conduct", {"grade": 5, "problem": [problem]} | more, result)


def service(rule, tried, problem, result, **more):
    return (rule, tried, "after_school_service", {"grade": 5, "problem": [problem]} | more, result)


def sleep(rule, tried, grade, result, **more):
    return sc(rule, tried, "sleep_and_hours", result, grade=grade, **more)


def boarding(rule, tried, grade, result, lights_out, wake_up=None):
    times = {"lights_out": lights_out} | ({"wake_up": wake_up} if wake_up else {})
    return sleep(rule, tried, grade, result, boards=True, **times)


def holiday(rule, tried, result, date=SUNDAY, activity="new_lessons", **more):
    return sc(rule, tried, "holiday_class", result, lesson_date=date, weekend_activity=activity, **more)


def day_off(rule, tried, result, activity, date=SUNDAY, **more):
    answers = {"service_slot": "day_off", "weekend_activity": activity, "lesson_date": date}
    return service(rule, tried, "other_hours", result, **(answers | more))


SLEEP_CASES = [
    sleep("SL-01", "nine full hours", 4, SUSPECTED, boards=False, sleep_hours=9),
    sleep("SL-01", "ten hours", 4, NOT_SHOWN, boards=False, sleep_hours=10),
    sleep("SL-01", "another cause than school", 4, UNCLEAR, boards=False, sleep_hours=8, sleep_cause="other"),
    sleep("SL-01", "because of homework", 4, SUSPECTED, boards=False, sleep_hours=9, sleep_cause="homework"),
    boarding("SL-01", "boarder, a minute short of ten hours", 6, SUSPECTED, "21:00", "06:59"),
    boarding("SL-01", "boarder, ten hours", 6, NOT_SHOWN, "21:00", "07:00"),
    boarding("SL-01", "boarder, the morning not said", 6, UNCLEAR, "21:00"),
    sleep("SL-02", "eight full hours", 8, SUSPECTED, boards=False, sleep_hours=8),
    sleep("SL-02", "nine hours", 8, NOT_SHOWN, boards=False, sleep_hours=9),
    boarding("SL-02", "boarder, past midnight", 9, SUSPECTED, "00:10", "06:30"),
    sleep("SL-03", "seven full hours", 11, SUSPECTED, boards=False, sleep_hours=7),
    sleep("SL-03", "eight hours", 11, NOT_SHOWN, boards=False, sleep_hours=8),
    sleep("SL-03", "junior grade", 9, None, boards=False, sleep_hours=7),
    sleep("SL-11", "08:19, but the notice says generally", 2, UNCLEAR, first_lesson_at="08:19"),
    sleep("SL-11", "08:20", 2, NOT_SHOWN, first_lesson_at="08:20"),
    sleep("SL-11", "not answered", 2, None),
    sleep("SL-12", "07:59", 7, UNCLEAR, first_lesson_at="07:59"),
    sleep("SL-12", "08:00", 7, NOT_SHOWN, first_lesson_at="08:00"),
    sleep("SL-12", "primary grade", 6, None, first_lesson_at="07:59"),
    sleep("SL-13", "07:20", 12, UNCLEAR, first_lesson_at="07:20"),
    sleep("SL-13", "08:00", 12, NOT_SHOWN, first_lesson_at="08:00"),
    sleep("SL-13", "junior grade", 9, None, first_lesson_at="07:20"),
    boarding("SL-21", "lights out at 21:21", 5, UNCLEAR, "21:21"),
    boarding("SL-21", "lights out at 21:20", 5, NOT_SHOWN, "21:20"),
    sleep("SL-21", "no boarder", 5, None, boards=False),
    boarding("SL-22", "lights out at 22:30", 8, UNCLEAR, "22:30"),
    boarding("SL-22", "lights out at 22:00", 8, NOT_SHOWN, "22:00"),
    boarding("SL-22", "lights out after midnight", 8, UNCLEAR, "00:30"),
    boarding("SL-23", "lights out at 23:01", 10, UNCLEAR, "23:01"),
    boarding("SL-23", "lights out at 23:00", 10, NOT_SHOWN, "23:00"),
    boarding("SL-23", "lights out after midnight", 12, UNCLEAR, "00:15"),
]

EXAM_CASES = [
    sc("EX-01", "on paper", "exams", SUSPECTED, grade=2, exam_form="paper"),
    sc("EX-01", "as a game", "exams", NOT_SHOWN, grade=2, exam_form="oral_or_games"),
    sc("EX-01", "grade 3", "exams", None, grade=3, exam_form="paper"),
    sc("EX-02", "two in a term of grade 6", "exams", SUSPECTED, grade=6, exams_this_term=2),
    sc("EX-02", "one in a term of grade 3", "exams", NOT_SHOWN, grade=3, exams_this_term=1),
    sc("EX-02", "two in a term of grade 7", "exams", NOT_SHOWN, grade=7, exams_this_term=2),
    sc("EX-02", "three in a term of grade 7", "exams", SUSPECTED, grade=7, exams_this_term=3),
    sc("EX-03", "monthly", "exams", SUSPECTED, grade=9, exam_kind=["monthly", "final"]),
    sc("EX-03", "mid-term and final", "exams", NOT_SHOWN, grade=9, exam_kind=["midterm", "final"]),
    sc("EX-03", "by another name", "exams", SUSPECTED, grade=1, exam_kind=["timed_practice"]),
    sc("EX-03", "senior grade", "exams", None, grade=10, exam_kind=["monthly"]),
    sc("EX-04", "the whole district", "exams", SUSPECTED, grade=8, exam_scope="whole_district"),
    sc("EX-04", "one school", "exams", NOT_SHOWN, grade=8, exam_scope="one_school"),
    sc("EX-04", "grade 9 may", "exams", None, grade=9, exam_scope="whole_district"),
    sc("EX-04", "three mock exams", "exams", SUSPECTED, grade=9, exam_kind=["mock"], mock_exams=3),
    sc("EX-04", "two mock exams", "exams", NOT_SHOWN, grade=9, exam_kind=["mock"], mock_exams=2),
    sc("EX-05", "pupils ranked", "ranking", SUSPECTED, scores_used=["pupils_ranked"]),
    sc("EX-05", "none of it", "ranking", NOT_SHOWN, scores_used=["none"]),
    sc("EX-05", "only teachers ranked", "ranking", None, scores_used=["teachers_ranked"]),
    sc("EX-06", "bought papers ask a person to look", "exams", UNCLEAR, papers_bought="yes"),
    sc("EX-06", "own papers", "exams", NOT_SHOWN, papers_bought="no"),
    sc("EX-06", "senior school, monthly", "exams", UNCLEAR, grade=11, exam_kind=["monthly"]),
    sc("EX-06", "junior school, monthly is another rule", "exams", None, grade=8, exam_kind=["monthly"]),
]

CONDUCT_CASES = [
    sc("PH-01", "the school requires phones", "phones_and_screens", SUSPECTED, phone_use=["required"]),
    sc("PH-01", "kept by the school", "phones_and_screens", NOT_SHOWN, phone_use=["kept_by_school"]),
    sc("PH-01", "kept, yet in class", "phones_and_screens", SUSPECTED, phone_use=["kept_by_school", "used_in_class"]),
    sc("HW-15", "over three tenths, in principle", "phones_and_screens", UNCLEAR, screen_share="over_thirty_percent"),
    sc("HW-15", "three tenths", "phones_and_screens", NOT_SHOWN, screen_share="up_to_thirty_percent"),
    sc("HW-15", "not answered", "phones_and_screens", None),
    sc("PE-01", "sport lessons taken", "sport_and_breaks", SUSPECTED, sport_lesson_taken=True),
    sc("PE-01", "not taken", "sport_and_breaks", NOT_SHOWN, sport_lesson_taken=False),
    sc("PE-01", "under an hour of sport", "sport_and_breaks", SUSPECTED, sport_minutes=59),
    holiday("SC-01", "lessons on a Sunday", SUSPECTED),
    holiday("SC-01", "on a school day", NOT_SHOWN, TUESDAY),
    holiday("SC-01", "Shanxi, voluntary care without lessons", OUTSIDE, activity="voluntary_care"),
    holiday("SC-01", "care that is required", UNCLEAR, activity="required_care"),
    holiday("SC-01", "perhaps in the vacation", UNCLEAR, PERHAPS_VACATION),
    holiday("SC-01", "a make-up Saturday", UNCLEAR, MAKEUP_SATURDAY),
    holiday("SC-01", "senior grade", None, grade=10),
    day_off("SC-01", "weekend service with lessons", SUSPECTED, "drill_or_review"),
    day_off("SC-01", "Shanxi, weekend service without lessons", OUTSIDE, "voluntary_care"),
    sc("SC-02", "term began early", "term_dates", SUSPECTED, grade=11, term_dates="early_start"),
    sc("SC-02", "as published", "term_dates", NOT_SHOWN, grade=11, term_dates="as_published"),
    holiday("SC-02", "senior grade on a Sunday", SUSPECTED, grade=12),
    holiday("SC-02", "Shanxi, voluntary care without lessons", OUTSIDE, activity="voluntary_care"),
    sc("SC-03", "paid lessons with a firm", "tutoring_firm", SUSPECTED, grade=0, tutoring_link="paid_lessons"),
    sc("SC-03", "free activities", "tutoring_firm", NOT_SHOWN, tutoring_link="free_lessons"),
    sc("SC-03", "pupils are sent there", "tutoring_firm", UNCLEAR, tutoring_link="recommends"),
    sc("SC-04", "key classes", "key_classes", SUSPECTED, class_split="key_classes"),
    sc("SC-04", "levels for some lessons", "key_classes", NOT_SHOWN, class_split="levels_for_some_lessons"),
    sc("SC-04", "only said so", "key_classes", UNCLEAR, class_split="heard_only"),
    sc("SC-05", "books that must be bought", "reading_matter", SUSPECTED, fee_item=["books_forced"]),
    sc("SC-05", "a published fee", "fees", NOT_SHOWN, fee_item=["listed_fee"]),
    sc("SC-05", "unsure", "fees", UNCLEAR, fee_item=["unsure"]),
    sc("SC-06", "before its time", "teaching_pace", SUSPECTED, teaching_pace=["ahead"]),
    sc("SC-06", "in step", "teaching_pace", NOT_SHOWN, teaching_pace=["in_step"]),
    sc("SC-06", "grade 1 not from zero", "teaching_pace", SUSPECTED, grade=1, teaching_pace=["knows_already_expected"]),
    sc("SC-07", "teachers ranked", "ranking", SUSPECTED, grade=12, scores_used=["teachers_ranked"]),
    sc("SC-07", "none of it", "ranking", NOT_SHOWN, grade=12, scores_used=["none"]),
    sc("SC-07", "only pupils ranked", "ranking", None, grade=12, scores_used=["pupils_ranked"]),
    sc(
        "TU-29",
        "kindergarten teaching primary lessons",
        "other",
        SUSPECTED,
        grade=0,
        preschool_program="primary_lessons",
    ),
    sc("TU-29", "kindergarten that does not", "other", NOT_SHOWN, grade=0, preschool_program="neither"),
]

SERVICE_CASES = [
    service("AS-01", "four days", "too_little", SUSPECTED, service_days=4, service_minutes=120),
    service("AS-01", "five days, two hours", "too_little", NOT_SHOWN, service_days=5, service_minutes=120),
    service("AS-01", "a minute short", "too_little", SUSPECTED, service_days=5, service_minutes=119),
    service("AS-02", "ends at 17:59, in principle", "too_little", UNCLEAR, service_end="17:59"),
    service("AS-02", "ends at 18:00", "too_little", NOT_SHOWN, service_end="18:00"),
    service("AS-02", "not answered", "too_little", None),
    service("AS-03", "forced", "forced", SUSPECTED, voluntary="forced"),
    service("AS-03", "voluntary", "forced", NOT_SHOWN, voluntary="yes"),
    service("AS-03", "unsure", "forced", UNCLEAR, voluntary="unsure"),
    day_off("AS-03", "required care on a day off", SUSPECTED, "required_care"),
    service("AS-04", "new lessons", "lessons_taught", SUSPECTED, service_content=["new_lessons"]),
    service(
        "AS-04", "homework and activities", "lessons_taught", NOT_SHOWN, service_content=["homework_or_activities"]
    ),
    service("AS-04", "drilling", "lessons_taught", SUSPECTED, service_content=["drill"]),
    service("AS-05", "through the parents", "fees", SUSPECTED, fee_problem=["paid_elsewhere"]),
    service("AS-05", "as published", "fees", NOT_SHOWN, fee_problem=["as_published"]),
    service("AS-05", "unsure", "fees", UNCLEAR, fee_problem=["unsure"]),
    service("AS-06", "noon, charged", "other_hours", SUSPECTED, service_slot="noon", slot_charged="yes"),
    service("AS-06", "after lessons", "other_hours", NOT_SHOWN, service_slot="after_lessons"),
    service("AS-06", "early, charge not said", "other_hours", UNCLEAR, service_slot="early_morning"),
    service("AS-06", "early, free", "other_hours", NOT_SHOWN, service_slot="early_morning", slot_charged="no"),
    day_off("AS-06", "Shanxi, voluntary weekend care", OUTSIDE, "voluntary_care", slot_charged="yes"),
    day_off("AS-06", "Shanxi, weekend lessons", SUSPECTED, "new_lessons", slot_charged="yes"),
    service(
        "AS-07",
        "evening study to 21:00 asks a person to look",
        "other_hours",
        UNCLEAR,
        grade=8,
        service_slot="evening_study",
        evening_study_end="21:00",
    ),
    sleep("AS-07", "20:30", 8, NOT_SHOWN, evening_study_end="20:30"),
    sleep("AS-07", "primary grade", 6, None, evening_study_end="21:00"),
    service("AS-08", "public, a fen over", "fees", SUSPECTED, school_kind="public", fee_per_hour=1.01),
    service("AS-08", "public, 1.00", "fees", NOT_SHOWN, school_kind="public", fee_per_hour=1),
    service("AS-08", "private, 2.10", "fees", NOT_SHOWN, school_kind="private", fee_per_hour=2.1),
    service("AS-08", "private junior, 3.01", "fees", SUSPECTED, grade=9, school_kind="private", fee_per_hour=3.01),
    service("AS-08", "public senior, 1.30", "fees", NOT_SHOWN, grade=10, school_kind="public", fee_per_hour=1.3),
    service("AS-08", "private senior: no figure", "fees", UNCLEAR, grade=10, school_kind="private", fee_per_hour=9),
    service("AS-08", "kind of school not said", "fees", UNCLEAR, fee_per_hour=9),
    service("AS-08", "a boarder", "fees", UNCLEAR, school_kind="private", fee_per_hour=9, boards=True),
    service("AS-09", "outsiders not on the list", "outsiders", SUSPECTED, provider="unlisted_outsiders"),
    service("AS-09", "the school's teachers", "outsiders", NOT_SHOWN, provider="school_teachers"),
    service("AS-09", "unsure", "outsiders", UNCLEAR, provider="unsure"),
]

SCHOOL_CASES = [*SLEEP_CASES, *EXAM_CASES, *CONDUCT_CASES, *SERVICE_CASES]
