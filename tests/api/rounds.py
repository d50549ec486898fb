"""What administrators do, and what anyone may ask, for the test of the document: each route answers well once."""

from models.engine import writing
from policy.vocabulary import Role
from services.administration.office_registry import add_office
from services.administration.staff_accounts import add_staff
from tests.support.passkeys import add_passkey, enter
from tests.support.phone import Console, Phone, enrol, homework


def verify(watched):
    """Anyone has a proof of filing checked."""
    assert watched.get("/api/v1/acknowledgements/keys").status_code == 200
    phone, body = Phone(watched), homework()
    filed = phone.file(body).json
    proof = {"acknowledgement": filed["acknowledgement"], "report": body}
    assert watched.post("/api/v1/acknowledgements/verification", json=proof).json == {"is_genuine": True}


def administer(house, watched):
    """Somebody comes to an office of their own, gets its keys and a second factor, and leaves again."""
    with writing(house.engine) as db:
        office = add_office(house.work(db), "411104", "education")
        new = add_staff(house.work(db), "short-stay", Role.OFFICER, office.id)
        db.commit()
    superior = Console(watched, "supervisor-410000", house.installed.passwords["supervisor-410000"])
    assert superior.get("/staff").json["items"]
    assert superior.get("/offices/below").json["items"]
    read_figures(watched, superior)
    administrator = Console(watched, "administrator", house.installed.passwords["administrator"])
    account = next(one for one in administrator.get("/staff").json["items"] if one["username"] == "short-stay")
    assert superior.post(f"/staff/{account['id']}/grants", None).status_code == 204
    officer = Console(watched, "short-stay", new.password)
    enrol(officer, new.password)
    assert officer.post(f"/staff/{account['id']}/grants", None).status_code == 204
    assert officer.post(f"/offices/{office.id}/rotation", None).json == {"left": {}}
    assert administrator.delete(f"/staff/{account['id']}").status_code == 204
    assert administrator.delete(f"/offices/{office.id}").status_code == 204
    assert officer.get("/staff/me").status_code == 401
    keep_registry(administrator)
    suggest_names(house, watched, administrator)
    use_passkeys(house, watched)
    verify(watched)
    read_audit(house, watched)
    held = administrator.post("/holds", {"reference": house.filed["reference"], "reason_code": "court"}).json
    assert administrator.get("/holds").json["items"] == [held]
    assert administrator.delete(f"/holds/{held['case_id']}").status_code == 204


def read_figures(watched, superior):
    """What a supervisor sees of them, and what everybody does."""
    for path in ("/figures", "/figures/table", "/figures/bulletin", "/figures/bulletin/page", "/offices/conduct/table"):
        assert superior.get(path).status_code == 200
    for path in ("/statistics", "/statistics/table", "/programme", "/programme/table"):
        assert watched.get(f"/api/v1{path}").status_code == 200


def read_audit(house, watched):
    """What the auditor sees of it."""
    auditor = Console(watched, "auditor", house.installed.passwords["auditor"])
    assert auditor.get("/audit", limit=1).json["next_cursor"]
    assert auditor.get("/audit/acts").json["items"]
    assert auditor.get("/audit/table").status_code == 200
    assert auditor.get("/audit/acts").status_code == 200


def keep_registry(administrator):
    """An office, somebody in it, a school and an institution."""
    made = {"division_code": "411121", "department": "education"}
    office = administrator.post("/offices", made).json
    assert office in administrator.get("/offices").json["items"]
    administrator.put(f"/offices/{office['id']}", {"name": "x", "superior_id": office["superior_id"]})
    administrator.post(f"/offices/{office['id']}/keys", None)
    account = administrator.post("/staff", {"username": "x", "role": "officer", "office_id": office["id"]}).json
    administrator.post(f"/staff/{account['id']}/password", None)
    own, entry = {"office_id": office["id"]}, {"division_code": "411121", "name": "x", "office_id": None}
    school = administrator.post("/registry/schools", entry | {"stage": "primary", "boarding": True}).json
    administrator.put(f"/registry/schools/{school['id']}", own)
    online = {"approving_division_code": "140000"}
    institution = administrator.post("/registry/institutions", entry | online).json
    administrator.put(f"/registry/institutions/{institution['id']}", own | online)
    assert school["id"] in {one["id"] for one in administrator.get("/registry/schools").json["items"]}
    assert institution["id"] in {one["id"] for one in administrator.get("/registry/institutions").json["items"]}
    bring_a_list(administrator)


def suggest_names(house, watched, administrator):
    """An officer suggests two names: one is registered, one is not."""
    officer = Console(watched, "officer-411102-education", house.installed.passwords["officer-411102-education"])
    for number in range(2):
        case = house.case_of(house.phone.file(homework()).json)
        body = {"target_kind": "school", "name": f"新学校{number}"}
        assert officer.post(f"/cases/{case['id']}/registry_suggestion", body).status_code == 204
        assert officer.get(f"/cases/{case['id']}").json["suggested_name"] == body["name"]
    first, second = (
        one for one in administrator.get("/registry/suggestions").json["items"] if one["name"].startswith("新学校")
    )
    path, stage = "/registry/suggestions", {"name": first["name"], "stage": "primary"}
    assert administrator.post(f"{path}/{first['id']}/acceptance", stage).json["entry_id"]
    assert administrator.delete(f"{path}/{second['id']}").status_code == 204


def bring_a_list(administrator):
    """Has it checked, applies and undoes it."""
    assert administrator.get("/registry/lists").json["items"]
    assert administrator.get("/registry/table", list_kind="schools").data
    text = "division_code,name,stage\n411121,y,primary\n411121,z,x\n"
    url, headers = "/api/v1/registry/imports", {**administrator.headers, "Content-Type": "text/csv"}
    made = administrator.client.post(f"{url}?list_kind=schools", data=text.encode(), headers=headers).json
    path = f"/registry/imports/{made['id']}"
    assert administrator.get(path).json == made
    assert len(administrator.get(f"{path}/lines").json["items"]) == 2
    assert administrator.post(f"{path}/application", None).json["applied"] == 1
    assert administrator.post(f"{path}/undo", None).json["undone"] == 1
    assert administrator.get("/registry/imports").json["items"]
    bring_days_and_prices(administrator, url, headers)


def bring_days_and_prices(administrator, url, headers):
    """Brought, looked at, taken out."""
    days = "division_code,first,last,period\n411121,2026-01-20,2026-02-20,vacation\n"
    prices = (
        "division_code,mode,price_stage,minutes,smallest,yuan,effective_from\n411121,online,senior,30,1,9,2026-01-01\n"
    )
    numbers = "division_code,indicator,reporting_period,amount\n411121,pilot_counties,2021-07,1\n"
    for kind, text in (("calendars", days), ("prices", prices), ("indicators", numbers)):
        made = administrator.client.post(f"{url}?list_kind={kind}", data=text.encode(), headers=headers).json
        administrator.post(f"/registry/imports/{made['id']}/application", None)
        (row,) = administrator.get(f"/registry/{kind}", division_code="411121").json["items"]
        assert administrator.delete(f"/registry/{kind}/{row['id']}").status_code == 204
        assert administrator.get(f"/registry/{kind}", division_code="411100").json["items"] == []


def tell_school(house, officer):
    """The notice to a school, and one that says more."""
    path = f"/cases/{house.case_of(house.phone.file(homework()).json)['id']}/school_notice"
    assert officer.get(path).json["addition"] is None
    assert officer.post(path, {"addition": "四年级。", "reason": "学校要求。"}, 1).status_code == 200


def use_passkeys(house, watched):
    """Add one, log in with it alone and beside the password, make codes, look around, take it back, leave."""
    password = house.installed.passwords["analyst"]
    analyst = Console(watched, "analyst", password)
    authenticator, added = add_passkey(analyst, password)
    entered = enter(watched, authenticator)
    assert entered.status_code == 201
    needed = watched.post("/api/v1/staff/session", json={"username": "analyst", "password": password})
    assert (needed.status_code, needed.json["factors"]) == (401, ["passkey"])
    codes = analyst.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    assert len(codes) == 10
    assert analyst.get("/staff/me/factors").json["recovery_codes_left"] == 10
    assert len(analyst.get("/staff/me/sessions").json["items"]) > 1
    assert analyst.post(f"/staff/me/passkeys/{added.json['id']}/removal", {"password": password}).status_code == 204
    assert analyst.delete("/staff/me/sessions").status_code == 204


def do_many(house, watched, officer):
    """An officer takes a report on the telephone, and accepts all that were filed this way."""
    headers = {**officer.headers, "Idempotency-Key": "6a7e1f9e-3b0d-4c55-9d0a-0c9a5e1d7b11"}
    taken = watched.post("/api/v1/reports/taken", json=homework(source="phone"), headers=headers)
    assert taken.status_code == 201
    case = house.case_of(taken.json)
    assert case["id"] in {one["id"] for one in officer.get("/cases/matching", status="submitted").json["items"]}
    assert officer.get("/cases/colleagues").json["items"]
    mine = [{"id": case["id"], "name": "急件", "filters": {"severity": "urgent", "open": True}}]
    assert officer.put("/staff/me/views", {"items": mine}).json["items"] == mine
    stale = {**case, "version": 9}
    for chosen, status in ((stale, 409), (case, 200)):
        done = officer.post("/cases/bulk", {"cases": [chosen], "move": {"event": "accept"}}).json
        assert [item["status"] for item in done["items"]] == [status]


def share(house, watched, officer):
    """Another office is asked for its share of a case, and gives it back."""
    case_id = house.case_of(house.phone.file(homework()).json)["id"]
    assert officer.move(case_id, 1, "accept").status_code == 200
    city = next(one for one in officer.get(f"/cases/{case_id}/co_handlers").json["items"])
    asked = {"office_id": city["id"], "kind": "visit", "due_on": "2026-11-20", "request": "请派人同去。"}
    task = officer.post(f"/cases/{case_id}/tasks", asked, 2).json
    other = Console(watched, "officer-411100-education", house.installed.passwords["officer-411100-education"])
    assert task["id"] in {item["id"] for item in other.get("/tasks").json["items"]}
    assert other.get(f"/tasks/{task['id']}").json["request"] == asked["request"]
    assert other.post(f"/tasks/{task['id']}/moves", {"event": "return", "text": "人手不足。"}, 1).status_code == 200
    assert officer.get(f"/cases/{case_id}/tasks").json["items"][0]["result"] == "人手不足。"
    above = Console(watched, "supervisor-410000", house.installed.passwords["supervisor-410000"])
    assert above.get("/coordination").json["items"]
    assert task["id"] in {item["id"] for item in above.get("/coordination/tasks").json["items"]}
