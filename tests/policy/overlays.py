"""Overlays of a deployment, written for a test."""

import json

import yaml

EDITION = [{"name": "a city", "as_of": "2026-10-01"}]
RULE = {
    "id": "AS-02",
    "categories": ["after_school_service"],
    "document": "OP2021",
    "article": "9",
    "confidence": "V",
    "effective_from": "2021-07-24",
    "regions": ["411100"],
    "grades": [1, 2, 3],
    "test": {"kind": "not_earlier_than", "question_id": "service_end", "limit": "18:30"},
}
MATTER = {"code": "training_science", "category": "tutoring", "when": {"subject": ["science"]}, "lead": "education"}
PRICE = {
    "regions": ["411100"],
    "mode": "offline",
    "stage": "compulsory",
    "minutes": 45,
    "effective_from": "2026-01-01",
    "effective_to": None,
    "confidence": "V",
    "bands": [{"smallest": 1, "largest": None, "yuan": 30}],
}
DEADLINE = "matter,department,region,clock,days,unit,source\nhomework,*,411100,finish,10,working_days,a promise\n"
LEADS = (
    "region,matter,department,effective_from,effective_to,source\n"
    "410000,training_science,education,2026-01-01,,a notice of the province\n"
    "411100,training_science,science,2026-01-01,2026-06-30,a notice of the city\n"
    "411100,training_science,sport,2026-07-01,2026-12-31,a later notice\n"
)
SCHOOL_DAYS = (
    "region,first,last,kind\n"
    "411100,2026-02-01,2026-02-28,vacation\n"
    "411100,2026-03-01,2026-07-03,term\n"
    "411102,2026-03-07,2026-03-07,school_day\n"
)


def put(folder, **files):
    """Write an overlay: `rules=[…]` to rules.yaml, `deadlines="…"` to deadlines.csv, `en={…}` to words/en.json."""
    folder.mkdir(exist_ok=True)
    for name, content in ({"edition": EDITION} | files).items():
        if isinstance(content, dict):
            (folder / "words").mkdir(exist_ok=True)
            file, text = folder / "words" / f"{name.replace('_', '-')}.json", json.dumps(content, ensure_ascii=False)
        elif isinstance(content, list):
            file, text = (
                folder / f"{name}.yaml",
                yaml.safe_dump(json.loads(json.dumps(content)), allow_unicode=True, sort_keys=False),
            )
        else:
            file, text = folder / f"{name}.csv", content
        file.write_text(text, encoding="utf-8")
    return folder
