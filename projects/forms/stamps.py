"""The moment a form was opened travels in the form, signed: reading a page writes nothing."""

from datetime import UTC, datetime
from typing import Any

from django.core import signing

from projects.models import Report

SALT = "projects.report-opened"


def stamp(report: Report, at: datetime) -> str:
    """To the second, so that every page of the form has the same length."""
    return signing.dumps([report.pk, int(at.timestamp())], salt=SALT)


def opened_at(said: Any, report: Report) -> datetime | None:
    """The moment a stamp of ours for this report names; None for anything else."""
    try:
        pk, moment = signing.loads(str(said or ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(moment, UTC) if pk == report.pk else None
