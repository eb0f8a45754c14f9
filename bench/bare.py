"""What the product is held against: the same rows and fields, the same check of the key, by psycopg2 and orjson alone."""

from __future__ import annotations

import csv
import hashlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg2
import psycopg2.extras

HELD = threading.local()
WORDS = {1: "red", 2: "amber/red", 3: "amber", 4: "amber/green", 5: "green"}

WHO = """
SELECT u.id, u.kind, ARRAY(
    SELECT i.id FROM ministries_appointment a JOIN ministries_institution i ON i.id = a.institution_id OR i.parent_id = a.institution_id
    WHERE a.person_id = u.id AND a.starts_on <= current_date AND (a.ends_on IS NULL OR a.ends_on >= current_date)
)
FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.expiry > now() AND u.is_active AND %s = ANY(t.scopes)
"""
SEEN = """(p.visibility IN ('public', 'government') OR p.lead_id = ANY(%(ids)s)
    OR p.id IN (SELECT project_id FROM projects_participation WHERE institution_id = ANY(%(ids)s)))"""
ROWS = """
SELECT p.id, p.code, p.title, p.aims, p.sponsor, p.stage, p.stage_since_on, p.resumes_on, p.visibility, p.currency, p.withheld, p.version,
    lead.code AS lead_code, lead.name AS lead_name, lead.acronym AS lead_acronym, programme.code AS programme, c.*,
    cio.id AS cio_id, cio.name AS cio_name, cio.ends_on AS cio_ends_on, ass.id AS ass_id, ass.name AS ass_name, ass.ends_on AS ass_ends_on,
    (SELECT assessed_on FROM projects_assessment a
     WHERE a.project_id = p.id AND a.round_id = c.assessed_round_id AND a.assessor = c.assessor LIMIT 1) AS assessed_on,
    (SELECT s.spent FROM projects_submission s JOIN projects_report r ON r.id = s.report_id JOIN projects_round o ON o.id = r.round_id
     WHERE r.project_id = p.id ORDER BY o.ends_on DESC, s.at DESC, s.number DESC LIMIT 1) AS spent
FROM projects_project p
JOIN projects_current c ON c.project_id = p.id
JOIN ministries_institution lead ON lead.id = p.lead_id
LEFT JOIN projects_project programme ON programme.id = p.programme_id
LEFT JOIN projects_round cio ON cio.id = c.cio_round_id
LEFT JOIN projects_round ass ON ass.id = c.assessed_round_id
WHERE {where} ORDER BY c.widest_gap DESC NULLS LAST, p.id LIMIT %(size)s
"""
PARTNERS = """
SELECT m.project_id, m.role, m.answer, m.reason, m.asked_on, m.answered_on, i.code, i.name, i.acronym
FROM projects_participation m JOIN ministries_institution i ON i.id = m.institution_id WHERE m.project_id = ANY(%s) ORDER BY m.role, m.id
"""
FUNCTIONS = """
SELECT s.project_id, f.code FROM projects_servedfunction s JOIN ministries_coordinationfunction f ON f.id = s.function_id
WHERE s.project_id = ANY(%s) ORDER BY f.rank, f.id
"""
IDENTIFIERS = (
    "SELECT project_id, scheme, value FROM projects_identifier WHERE project_id = ANY(%s) ORDER BY scheme, value"
)
BASELINES = """
SELECT project_id, number, approved_on, starts_on, ends_on, cost, benefits, reason, words, withheld
FROM projects_baseline WHERE project_id = ANY(%s) ORDER BY approved_on, number
"""
CHANGE = """
UPDATE projects_project SET sponsor = %(sponsor)s WHERE id = %(id)s AND version = %(version)s RETURNING version
"""

EXPORT = """
SELECT p.code, p.title, lead.name, p.stage, c.cio_rating, c.signal, c.signal_findings::text, c.assessed_rating, c.assessor, c.widest_gap,
    c.trend, status.name, c.status_on, c.unchanged_running, c.silent_since_on, c.next_milestone, c.next_milestone_on,
    c.baseline_ends_on, c.forecast_ends_on, c.days_late, c.baseline_cost, c.forecast_cost, p.currency
FROM projects_project p
JOIN projects_current c ON c.project_id = p.id
JOIN ministries_institution lead ON lead.id = p.lead_id
LEFT JOIN projects_round status ON status.id = c.status_round_id
ORDER BY c.widest_gap DESC NULLS LAST, p.id
"""
CHUNK = 2_000


def application(environment: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path, asked = environment["PATH_INFO"].strip("/").split("/"), parse_qs(environment["QUERY_STRING"])
    with _line() as line, line.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        scope = "portfolio:write" if environment["REQUEST_METHOD"] == "PATCH" else "portfolio:read"
        who = _who(cursor, environment.get("HTTP_AUTHORIZATION", ""), scope)
        if who is None:
            start_response("401 Unauthorized", [])
            return [b""]
        if path[0] in STREAMS:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return STREAMS[path[0]]()
        body = orjson.dumps(ROUTES[path[0]](cursor, who, path[1:], asked, environment), default=str)
    tag = hashlib.sha256(body).hexdigest()[:20]
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("ETag", f'"{tag}"')]
    start_response("200 OK", headers)
    return [body]


def _line() -> Any:
    if not hasattr(HELD, "line"):
        HELD.line = psycopg2.connect(os.environ["DATABASE_URL"])
    return HELD.line


def _who(cursor: Any, header: str, scope: str) -> dict[str, Any] | None:
    digest = hashlib.sha512(header.removeprefix("Bearer ").encode()).hexdigest()
    cursor.execute(WHO, [digest, scope])
    found: dict[str, Any] | None = cursor.fetchone()
    return found


def _list(cursor: Any, who: Any, path: list[str], asked: Any, environment: Any) -> Any:
    where = "true" if who["kind"] == "office" else SEEN
    size = int(asked.get("page_size", ["100"])[0])
    cursor.execute(ROWS.format(where=where), {"size": size, "ids": who["array"]})
    return {"results": _told(cursor, cursor.fetchall()), "next": "next", "previous": None}


def _detail(cursor: Any, who: Any, path: list[str], asked: Any, environment: Any) -> Any:
    where = "p.code = %(code)s" + ("" if who["kind"] == "office" else f" AND {SEEN}")
    cursor.execute(ROWS.format(where=where), {"size": 1, "ids": who["array"], "code": path[0]})
    return _told(cursor, cursor.fetchall())[0]


def _write(cursor: Any, who: Any, path: list[str], asked: Any, environment: Any) -> Any:
    """The triggers of the history do their part here too."""
    said = orjson.loads(environment["wsgi.input"].read())
    cursor.execute("SELECT id, version FROM projects_project WHERE code = %s", [path[0]])
    found = cursor.fetchone()
    cursor.execute(CHANGE, {**said, **found})
    assert cursor.fetchone()
    return _detail(cursor, who, path, asked, environment)


ROUTES = {"list": _list, "detail": _detail, "write": _write}


def _csv() -> Iterator[bytes]:
    with _line() as line, line.cursor("rows") as rows:
        rows.execute(EXPORT)
        while chunk := rows.fetchmany(CHUNK):
            said = StringIO()
            csv.writer(said).writerows(chunk)
            yield said.getvalue().encode()


def _ndjson() -> Iterator[bytes]:
    with _line() as line, line.cursor("rows", cursor_factory=psycopg2.extras.RealDictCursor) as rows:
        rows.execute(ROWS.format(where="true"), {"size": None})
        with line.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            while chunk := rows.fetchmany(CHUNK):
                yield b"".join(orjson.dumps(row, default=str) + b"\n" for row in _told(cursor, chunk))


STREAMS = {"csv": _csv, "ndjson": _ndjson}


def _told(cursor: Any, rows: list[Any]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    partners, functions, identifiers, baselines = (
        _hung(cursor, statement, ids) for statement in (PARTNERS, FUNCTIONS, IDENTIFIERS, BASELINES)
    )
    return [
        _project(row, partners[row["id"]], functions[row["id"]], identifiers[row["id"]], baselines[row["id"]])
        for row in rows
    ]


def _hung(cursor: Any, statement: str, ids: list[int]) -> dict[int, list[Any]]:
    cursor.execute(statement, [ids])
    found = defaultdict(list)
    for row in cursor.fetchall():
        found[row.pop("project_id")].append(row)
    return found


def _project(row: Any, partners: Any, functions: Any, identifiers: Any, baselines: Any) -> dict[str, Any]:
    withheld = row["withheld"]
    return {
        "code": row["code"],
        "title": row["title"],
        "aims": row["aims"],
        "lead": {"code": row["lead_code"], "name": row["lead_name"], "acronym": row["lead_acronym"]},
        "partners": [
            {
                "institution": {"code": each["code"], "name": each["name"], "acronym": each["acronym"]},
                "role": each["role"], "answer": each["answer"], "reason": each["reason"], "asked_on": each["asked_on"],
                "answered_on": each["answered_on"],
            }
            for each in partners
        ],
        "sponsor": row["sponsor"],
        "stage": row["stage"],
        "stage_since_on": row["stage_since_on"],
        "resumes_on": row["resumes_on"],
        "programme": row["programme"],
        "functions": [each["code"] for each in functions],
        "visibility": row["visibility"],
        "currency": row["currency"],
        "identifiers": identifiers,
        "cio_rating": {
            **_rating(row["cio_rating"], row["cio_is_exempt"]), "round": _round(row, "cio"), "on": row["status_on"],
        },
        "signal": {"rating": row["signal"], "as_of_on": row["as_of_on"], "reasons": row["signal_findings"]},
        "assessment": {
            **_rating(row["assessed_rating"], row["assessed_is_exempt"]), "round": _round(row, "ass"), "on": row["assessed_on"],
            "assessor": row["assessor"], "is_independent": row["assessor_is_independent"],
        },
        "gap": row["gap"],
        "widest_gap": row["widest_gap"],
        "trend": row["trend"],
        "unchanged_running": row["unchanged_running"],
        "silent_since_on": row["silent_since_on"],
        "next_milestone": (
            {"title": row["next_milestone"], "expected_on": row["next_milestone_on"]} if row["next_milestone"] else None
        ),
        "baseline": baselines[-1] if baselines else None,
        "first_baseline": baselines[0] if baselines else None,
        "forecast": {
            "ends_on": row["forecast_ends_on"], "cost": row["forecast_cost"], "days_late": row["days_late"],
            "schedule_variance": row["schedule_variance"], "cost_variance": row["cost_variance"], "withheld": {},
        },
        "against_first": _against(row, baselines[0] if baselines else None),
        "withheld": withheld,
        "version": row["version"],
    }  # fmt: skip


def _rating(rating: int | None, is_exempt: bool) -> dict[str, Any]:
    return {"rating": rating, "word": "exempt" if is_exempt else WORDS.get(rating or 0, "not rated"), "reason": ""}


def _round(row: Any, which: str) -> dict[str, Any] | None:
    if row[f"{which}_id"] is None:
        return None
    return {"id": row[f"{which}_id"], "name": row[f"{which}_name"], "ends_on": row[f"{which}_ends_on"]}


def _against(row: Any, first: Any) -> dict[str, Any]:
    days = cost = None
    if first and first["ends_on"] and row["forecast_ends_on"]:
        days = (row["forecast_ends_on"] - first["ends_on"]).days
    if first and first["cost"] and row["forecast_cost"]:
        cost = (first["cost"] - row["forecast_cost"]) / first["cost"]
    schedule = None if days is None else -days / max((first["ends_on"] - first["starts_on"]).days, 1)
    return {"days_late": days, "schedule_variance": schedule, "cost_variance": cost}
