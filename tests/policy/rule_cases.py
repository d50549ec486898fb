"""Answers and what each rule makes of them: `(rule, what is tried, category, answers, result)`.

Result None: the rule is silent. Each rule has a positive, a negative and an edge case (promise T10).
"""

from policy.vocabulary import Result
from tests.policy.school_cases import SCHOOL_CASES

SUSPECTED, UNCLEAR, NOT_SHOWN, OUTSIDE = Result.SUSPECTED, Result.UNCLEAR, Result.NOT_SHOWN, Result.OUTSIDE_SCOPE
OFF_DAY, SCHOOL_DAY, DOUBTFUL_DAY = "2026-03-01", "2026-03-03", "2026-02-05"
DISGUISES = (
    *("subject_unlicensed", "staff", "time_recorded", "place", "content", "method"),
    *("o53_go_online", "o53_go_underground", "o53_new_vest"),
)
TAIYUAN_URBAN, SHENZHEN, LUOHE = "140105", "440303", "411102"


def days(*minutes):
    return [{"date": f"2026-03-0{day}", "minutes": count} for day, count in enumerate(minutes, 1)]


def hw(rule, tried, grade, result, minutes=(0,), **more):
    return (rule, tried, "homework", {"grade": grade, "written_minutes": days(*minutes)} | more, result)


def tu(rule, tried, problem, result, **more):
    answers = {"grade": 5, "subject": "math", "mode": "offline", "problem": [problem]}
    return (rule, tried, "tutoring", answers | more, result)


def price(tried, result, **more):
    """12 pupils, 10 lessons of 45 minutes at 25.30 yuan: the guided price of urban Taiyuan and its ten per cent."""
    paid = {"fee_amount": 253, "fee_lessons": 10, "lesson_minutes": 45, "class_size": 12} | more
    given = {question: value for question, value in paid.items() if value is not None}
    return tu("TU-21", tried, "price_over_guided", result, **given)


HOMEWORK_CASES = [
    hw("HW-01", "any written homework, three days", 2, SUSPECTED, (1, 1, 1)),
    hw("HW-01", "none", 1, NOT_SHOWN, (0, 0, 0)),
    hw("HW-01", "two days only", 1, UNCLEAR, (30, 30)),
    hw("HW-01", "another grade", 3, None, (90, 90, 90)),
    hw("HW-02", "three evenings over an hour", 6, SUSPECTED, (90, 100, 80)),
    hw("HW-02", "within the hour", 3, NOT_SHOWN, (60, 60, 60)),
    hw("HW-02", "one bad evening", 3, UNCLEAR, (30, 200, 30)),
    hw("HW-02", "three over by a minute", 4, SUSPECTED, (61, 61, 61)),
    hw("HW-02", "three over, but the mean is not", 4, UNCLEAR, (61, 61, 61, 0, 60)),
    hw("HW-02", "three over, and the mean exactly the limit", 4, UNCLEAR, (61, 61, 61, 57)),
    hw("HW-02", "two over, and the mean too", 4, UNCLEAR, (300, 300, 0)),
    hw("HW-03", "three evenings over 90", 9, SUSPECTED, (91, 120, 95)),
    hw("HW-03", "exactly 90", 7, NOT_SHOWN, (90, 90, 90)),
    hw("HW-03", "one over", 7, UNCLEAR, (91, 90, 90)),
    hw("HW-04", "over two hours asks a person to look", 11, UNCLEAR, (300, 300, 300)),
    hw("HW-04", "one day a minute over", 12, UNCLEAR, (121, 0, 0)),
    hw("HW-04", "two hours", 10, NOT_SHOWN, (120, 120, 120)),
    hw("HW-06", "parents must mark", 5, SUSPECTED, parent_task=["none", "mark"]),
    hw("HW-06", "nothing asked of parents", 5, NOT_SHOWN, parent_task=["none"]),
    hw("HW-06", "only a signature", 5, UNCLEAR, parent_task=["sign_off"]),
    hw("HW-06", "not answered", 5, None),
    hw("HW-06", "senior grade", 10, None, parent_task=["mark"]),
    hw("HW-07", "copying as a punishment", 12, SUSPECTED, homework_kind=["punitive", "ordinary"]),
    hw("HW-07", "ordinary", 12, NOT_SHOWN, homework_kind=["ordinary"]),
    hw("HW-07", "not answered", 12, None),
    hw("HW-09", "an app that needs a phone", 8, SUSPECTED, homework_channel="app", needs_phone=True),
    hw("HW-09", "on paper", 8, NOT_SHOWN, homework_channel="paper"),
    hw("HW-09", "the group only repeats it", 8, NOT_SHOWN, homework_channel="notice_only_by_messenger"),
    hw("HW-09", "WeChat, but no phone needed", 8, NOT_SHOWN, homework_channel="wechat", needs_phone=False),
    hw("HW-09", "WeChat, phone not said", 8, UNCLEAR, homework_channel="wechat"),
    hw("HW-10", "a weekend over the daily limit", 5, UNCLEAR, weekend_minutes=61),
    hw("HW-10", "a weekend at the daily limit", 5, NOT_SHOWN, weekend_minutes=60),
    hw("HW-10", "grade 1, any", 1, UNCLEAR, weekend_minutes=1),
    hw("HW-10", "grade 9, at the limit", 9, NOT_SHOWN, weekend_minutes=90),
    hw("HW-10", "not answered", 5, None),
    tu("HW-11", "homework from an institution", "sets_homework", SUSPECTED, institution_sets_homework=True),
    tu("HW-11", "none", "sets_homework", NOT_SHOWN, institution_sets_homework=False),
    tu("HW-11", "preschool", "sets_homework", None, institution_sets_homework=True, grade=0),
]

SUBJECTS_OUTSIDE = [
    tu(rule, f"{subject} is no school subject", problem, OUTSIDE, subject=subject, **more)
    for subject in ("culture_art", "sport", "science")
    for rule, problem, more in (
        ("TU-03", "no_licence", {"licence_kind": "for_profit"}),
        ("TU-04", "off_day", {"lesson_date": OFF_DAY}),
        ("TU-21", "price_over_guided", {"fee_amount": 9000}),
        ("TU-25", "no_certificate", {"certificate_posted": "no"}),
    )
]

TUTORING_CASES = [
    *SUBJECTS_OUTSIDE,
    tu("TU-03", "a company", "no_licence", SUSPECTED, licence_kind="for_profit"),
    tu("TU-03", "a new licence", "no_licence", SUSPECTED, licence_kind="non_profit", licence_after_2021_07="yes"),
    tu("TU-03", "an old non-profit", "no_licence", NOT_SHOWN, licence_kind="non_profit", licence_after_2021_07="no"),
    tu("TU-03", "none seen", "no_licence", UNCLEAR, licence_kind="none_seen"),
    tu("TU-03", "subject unsure", "no_licence", UNCLEAR, licence_kind="for_profit", subject="unsure"),
    tu("TU-03", "senior grade", "no_licence", None, licence_kind="for_profit", grade=10),
    tu("TU-04", "on a Sunday", "off_day", SUSPECTED, lesson_date=OFF_DAY),
    tu("TU-04", "on a school day", "off_day", NOT_SHOWN, lesson_date=SCHOOL_DAY),
    tu("TU-04", "perhaps in the vacation", "off_day", UNCLEAR, lesson_date=DOUBTFUL_DAY),
    tu("TU-04", "senior grade, by reference", "off_day", UNCLEAR, lesson_date=OFF_DAY, grade=11),
    tu("TU-04", "senior grade on a school day", "off_day", NOT_SHOWN, lesson_date=SCHOOL_DAY, grade=11),
    tu("TU-04", "subject unsure", "off_day", UNCLEAR, lesson_date=OFF_DAY, subject="unsure"),
    tu("TU-04", "no date", "off_day", None),
    tu("TU-05", "ends at 20:31", "too_late", SUSPECTED, lesson_end="20:31"),
    tu("TU-05", "ends at 20:30", "too_late", NOT_SHOWN, lesson_end="20:30"),
    tu("TU-05", "ends after midnight", "too_late", SUSPECTED, lesson_end="00:10"),
    tu("TU-05", "an art class too", "too_late", SUSPECTED, lesson_end="21:00", subject="culture_art"),
    tu("TU-05", "online", "too_late", None, lesson_end="23:00", mode="online"),
    tu("TU-06", "online, ends at 21:01", "too_late", SUSPECTED, lesson_end="21:01", mode="online"),
    tu("TU-06", "online, ends at 21:00", "too_late", NOT_SHOWN, lesson_end="21:00", mode="online"),
    tu("TU-06", "offline", "too_late", None, lesson_end="23:00"),
    tu("TU-07", "online, 31 minutes", "too_long_online", SUSPECTED, lesson_minutes=31, mode="online"),
    tu("TU-07", "online, 30 minutes", "too_long_online", NOT_SHOWN, lesson_minutes=30, mode="online"),
    tu("TU-07", "offline", "too_long_online", None, lesson_minutes=120),
    tu("TU-16", "four months", "prepaid_too_much", SUSPECTED, fee_months=4),
    tu("TU-16", "61 lessons", "prepaid_too_much", SUSPECTED, fee_months=3, fee_lessons=61),
    tu("TU-16", "three months, 60 lessons", "prepaid_too_much", NOT_SHOWN, fee_months=3, fee_lessons=60),
    tu("TU-16", "not answered", "prepaid_too_much", None),
    tu("TU-17", "5,000.01 for sport", "prepaid_too_much", SUSPECTED, fee_amount=5000.01, subject="sport"),
    tu("TU-17", "5,000 for sport", "prepaid_too_much", NOT_SHOWN, fee_amount=5000, subject="sport"),
    tu("TU-17", "a school subject", "prepaid_too_much", OUTSIDE, fee_amount=9000),
    tu("TU-17", "subject unsure", "prepaid_too_much", UNCLEAR, fee_amount=9000, subject="unsure"),
    tu("TU-19", "someone's own account", "private_account_or_loan", SUSPECTED, pay_to="personal_wechat_or_alipay"),
    tu("TU-19", "a loan", "private_account_or_loan", SUSPECTED, pay_to="supervised_account", loan_used=True),
    tu("TU-19", "as it should be", "prepaid_too_much", NOT_SHOWN, pay_to="supervised_account", loan_used=False),
    tu("TU-19", "a company account", "private_account_or_loan", UNCLEAR, pay_to="company_account", loan_used=False),
    price("exactly ten per cent over", NOT_SHOWN),
    price("a fen more", SUSPECTED, fee_amount=253.01),
    price("longer lessons are pro rata", NOT_SHOWN, fee_amount=506, lesson_minutes=90),
    price("shorter lessons are pro rata", SUSPECTED, lesson_minutes=44),
    price("a small class may cost more", NOT_SHOWN, fee_amount=308, class_size=9),
    price("a large class less", SUSPECTED, fee_amount=198.01, class_size=36),
    price("class size not said", UNCLEAR, class_size=None),
    price("lessons not said", UNCLEAR, fee_lessons=None),
    price("length not said", UNCLEAR, lesson_minutes=None),
    price("amount not said", None, fee_amount=None),
    price("subject unsure", UNCLEAR, fee_amount=9000, subject="unsure"),
    price("senior grade, its own price", NOT_SHOWN, fee_amount=319, grade=10),
    price("senior grade, over it", SUSPECTED, fee_amount=319.01, grade=10),
    price("online, whole province, any size", SUSPECTED, mode="online", fee_amount=264.01, class_size=None),
    price("online at its limit", NOT_SHOWN, mode="online", fee_amount=264, class_size=None),
    tu("TU-25", "no certificate", "no_certificate", SUSPECTED, certificate_posted="no"),
    tu("TU-25", "posted", "no_certificate", NOT_SHOWN, certificate_posted="yes"),
    tu("TU-25", "unsure", "no_certificate", UNCLEAR, certificate_posted="unsure"),
    tu("TU-26", "a school's teacher", "in_service_teacher", SUSPECTED),
    tu("TU-26", "paid", "in_service_teacher", SUSPECTED, teacher_paid="yes"),
    tu("TU-26", "not paid", "in_service_teacher", NOT_SHOWN, teacher_paid="no"),
    tu("TU-26", "unsure whether paid", "in_service_teacher", UNCLEAR, teacher_paid="unsure"),
    tu("TU-26", "another problem", "other", None),
]


def online(rule, tried, problem, result, **more):
    return tu(rule, tried, problem, result, **({"mode": "online"} | more))


def taught(rule, tried, result, what, **more):
    return tu(rule, tried, "what_is_taught", result, taught=[what], **more)


def disguised(rule, tried, result, *forms, **more):
    return tu(rule, tried, "disguised", result, disguise_form=list(forms), **more)


MORE_HOMEWORK_CASES = [
    hw("HW-05", "hardly any of it at school asks a person to look", 7, UNCLEAR, done_at_school="hardly"),
    hw("HW-05", "mostly at school", 7, NOT_SHOWN, done_at_school="mostly"),
    hw("HW-05", "senior grade", 10, None, done_at_school="hardly"),
    hw("HW-12", "not published asks a person to look", 5, UNCLEAR, homework_published="no"),
    hw("HW-12", "published", 5, NOT_SHOWN, homework_published="yes"),
    hw("HW-12", "not answered", 5, None),
    hw("HW-14", "Taiyuan, homework every day", 4, SUSPECTED, no_homework_day="no"),
    hw("HW-14", "Taiyuan, one day without", 4, NOT_SHOWN, no_homework_day="yes"),
    hw("HW-14", "Taiyuan, junior grade", 7, None, no_homework_day="no"),
]

MORE_TUTORING_CASES = [
    online("TU-08", "nine minutes", "too_long_online", SUSPECTED, break_minutes=9),
    online("TU-08", "ten minutes", "too_long_online", NOT_SHOWN, break_minutes=10),
    tu("TU-08", "in person", "too_long_online", None, break_minutes=0),
    tu("TU-09", "in school hours", "during_school", SUSPECTED, in_school_hours="yes"),
    tu("TU-09", "after school", "during_school", NOT_SHOWN, in_school_hours="no"),
    tu("TU-09", "unsure", "during_school", UNCLEAR, in_school_hours="unsure"),
    taught("TU-10", "ahead of school", SUSPECTED, "ahead_of_syllabus"),
    taught("TU-10", "none of it", NOT_SHOWN, "none"),
    taught("TU-10", "art", OUTSIDE, "ahead_of_syllabus", subject="culture_art"),
    taught("TU-10", "another thing", None, "photo_search"),
    taught("TU-11", "a curriculum from abroad", SUSPECTED, "overseas_curriculum", subject="culture_art"),
    taught("TU-11", "none of it", NOT_SHOWN, "none"),
    taught("TU-11", "senior grade", None, "overseas_curriculum", grade=10),
    taught("TU-12", "a teacher abroad", SUSPECTED, "teacher_abroad", grade=0),
    taught("TU-12", "none of it", NOT_SHOWN, "none"),
    taught("TU-12", "another thing", None, "ahead_of_syllabus"),
    taught("TU-13", "photo search", SUSPECTED, "photo_search", grade=12),
    taught("TU-13", "none of it", NOT_SHOWN, "none"),
    taught("TU-13", "subject unsure", UNCLEAR, "photo_search", subject="unsure"),
    tu("TU-15", "in a lift", "advertising", SUSPECTED, ad_place=["residential_area"]),
    tu("TU-15", "only on its own premises", "advertising", NOT_SHOWN, ad_place=["own_premises"]),
    tu("TU-15", "on its premises and in a school", "advertising", SUSPECTED, ad_place=["own_premises", "school"]),
    tu("TU-20", "no contract", "contract_or_refund", SUSPECTED, contract="none"),
    tu("TU-20", "the model contract", "contract_or_refund", NOT_SHOWN, contract="model_contract"),
    tu("TU-20", "another contract", "contract_or_refund", UNCLEAR, contract="other_contract"),
    tu("TU-20", "refund refused", "contract_or_refund", SUSPECTED, contract="model_contract", refund_refused=True),
    tu("TU-22", "a fen for materials", "price_over_guided", SUSPECTED, extra_fee=0.01),
    tu("TU-22", "nothing more", "price_over_guided", NOT_SHOWN, extra_fee=0),
    tu("TU-22", "sport", "prepaid_too_much", OUTSIDE, extra_fee=100, subject="sport"),
    tu("TU-23", "not on the platform", "no_licence", SUSPECTED, on_platform="no"),
    tu("TU-23", "on the platform", "no_licence", NOT_SHOWN, on_platform="yes"),
    tu("TU-23", "unsure", "prepaid_too_much", UNCLEAR, on_platform="unsure"),
    online("TU-28", "preschool, online, any subject", "other", SUSPECTED, grade=0, subject="culture_art"),
    tu("TU-28", "preschool, art in person", "other", NOT_SHOWN, grade=0, subject="culture_art"),
    tu("TU-28", "preschool, a language in person", "other", SUSPECTED, grade=0, subject="english_or_other_language"),
    tu("TU-28", "preschool, subject unsure", "other", UNCLEAR, grade=0, subject="unsure"),
    online("TU-28", "grade 1", "other", None, grade=1),
    tu("TU-29", "half a day", "other", SUSPECTED, grade=0, preschool_program="half_or_full_day"),
    tu("TU-29", "neither", "other", NOT_SHOWN, grade=0, preschool_program="neither"),
    tu("TU-29", "unsure", "other", UNCLEAR, grade=0, preschool_program="unsure"),
    tu("TU-31", "passed on", "data_passed_on", SUSPECTED, data_use="passed_on"),
    tu("TU-31", "for lessons only", "data_passed_on", NOT_SHOWN, data_use="for_lessons_only"),
    tu("TU-31", "strangers call", "data_passed_on", UNCLEAR, data_use="calls_from_strangers"),
    *(disguised("TU-32", f"{form}", SUSPECTED, form) for form in DISGUISES),
    disguised("TU-32", "none", NOT_SHOWN, "none"),
    disguised("TU-32", "another way", UNCLEAR, "other"),
    disguised("TU-32", "nobody pays", UNCLEAR, "place", paid="no"),
    disguised("TU-32", "named together with art", UNCLEAR, "content", subject="culture_art"),
    disguised("TU-34", "an AI study room", SUSPECTED, "ai_study_room", "place"),
    disguised("TU-34", "a flat", NOT_SHOWN, "place"),
    disguised("TU-34", "perhaps a camp", UNCLEAR, "content"),
    tu("TU-33", "a yuan", "competition", SUSPECTED, competition_fee=1),
    tu("TU-33", "free and listed", "competition", NOT_SHOWN, competition_fee=0, competition_listed="yes"),
    tu("TU-33", "free, not listed", "competition", SUSPECTED, competition_fee=0, competition_listed="no"),
    tu("TU-33", "list not known", "competition", UNCLEAR, competition_listed="unsure"),
]

CASES = [*HOMEWORK_CASES, *MORE_HOMEWORK_CASES, *TUTORING_CASES, *MORE_TUTORING_CASES, *SCHOOL_CASES]
