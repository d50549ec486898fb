"""What the audit log tells of, by name."""

from policy.audit import Act


def test_an_act_says_what_it_is_done_to():
    assert Act.CASE_OPEN.object_kind == "case"
    assert Act.RECOVERY_CODES_RENEW.object_kind == "recovery_codes"
    assert all(act.value.count(".") == 1 and act.object_kind for act in Act)
