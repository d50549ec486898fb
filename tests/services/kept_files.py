"""Files as offices and reporters see them, as the storage has them, and as the database knows them."""

import sqlalchemy as sa

from models import Evidence
from models.engine import reading


def get(house, username, filed, evidence_id):
    case_id = house.case_of(filed)["id"]
    with house.log_in(username).get(f"/cases/{case_id}/evidence/{evidence_id}") as answer:
        answer.get_data()  # read to its end, and closed as every server does
        return answer


def shown(house, filed):
    return house.phone.mine(filed["receipt"]).json["evidence"]


def there(storage):
    return {path.name for path in storage.folder.iterdir() if not path.name.startswith("place")}


def names_of(evidence_id):
    return {f"{evidence_id}.{suffix}" for suffix in ("file", "upload", "new")}


def rows(house, evidence_id):
    with reading(house.engine) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Evidence).where(Evidence.id == evidence_id))
