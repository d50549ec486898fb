"""What a school may be shown of a case (A12)."""

from datetime import date

from policy.disclosure import SchoolNotice, school_notice

DAY = date(2026, 11, 18)


def test_a_notice_names_matter_stage_and_month():
    assert school_notice("homework", "primary", DAY) == SchoolNotice("homework", "primary", "2026-11")


def test_a_stage_that_the_register_does_not_have_is_left_out():
    assert school_notice("homework", "kindergarten", DAY).stage is None
    assert school_notice("homework", None, DAY).stage is None
