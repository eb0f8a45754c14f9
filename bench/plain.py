"""The same rows by Django alone: views that read ``.values()`` behind the same check of the key, without REST framework."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any

import django
import orjson
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egov_coord.settings")
django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = WSGIHandler()

from knox.crypto import hash_token  # noqa: E402 - models are there once Django is set up

from accounts.models import ApiToken  # noqa: E402
from core.access import access_of, today  # noqa: E402
from projects.models import Assessment, Baseline, Identifier, Participation, Project, ServedFunction, Submission  # noqa: E402

OF_PROJECT = (
    "id", "code", "title", "aims", "lead__code", "lead__name", "lead__acronym", "sponsor", "stage", "stage_since_on", "resumes_on",
    "programme__code", "visibility", "currency", "withheld", "version", "assessed_on", "spent",
)  # fmt: skip
OF_CURRENT = (
    "cio_rating", "cio_is_exempt", "cio_round", "cio_round__name", "cio_round__ends_on", "status_on", "assessed_rating",
    "assessed_is_exempt", "assessed_round", "assessed_round__name", "assessed_round__ends_on", "assessor", "assessor_is_independent",
    "gap", "widest_gap", "is_apart", "trend", "unchanged_running", "silent_since_on", "next_milestone", "next_milestone_on",
    "forecast_ends_on", "forecast_cost", "days_late", "schedule_variance", "cost_variance", "signal", "signal_findings", "as_of_on",
)  # fmt: skip
HUNG = {
    "partners": (
        Participation,
        ("role", "answer", "reason", "asked_on", "answered_on", "institution__code", "institution__name", "institution__acronym"),
    ),
    "functions": (ServedFunction, ("function__code",)),
    "identifiers": (Identifier, ("scheme", "value")),
    "baselines": (
        Baseline,
        ("number", "approved_on", "starts_on", "ends_on", "cost", "benefits", "reason", "words", "withheld"),
    ),
}  # fmt: skip


def _rows(request: HttpRequest) -> Any:
    digest = hash_token(request.headers["Authorization"].removeprefix("Bearer "))
    key = (
        ApiToken.objects.filter(digest=digest, expiry__gt=timezone.now(), user__is_active=True)
        .select_related("user")
        .get()
    )
    access = access_of(key.user, on=today())
    assessed = Assessment.objects.filter(
        project=OuterRef("pk"), round=OuterRef("current__assessed_round"), assessor=OuterRef("current__assessor")
    )
    filed = Submission.objects.filter(report__project=OuterRef("pk")).order_by(
        "-report__round__ends_on", "-at", "-number"
    )
    rows = Project.objects.filter(current__isnull=False).annotate(
        assessed_on=Subquery(assessed.values("assessed_on")[:1]), spent=Subquery(filed.values("spent")[:1])
    )
    if not access.sees_everything:
        ids = access.read_institution_ids
        part = Participation.objects.filter(institution__in=ids).values("project")
        rows = rows.filter(Q(visibility__in=["public", "government"]) | Q(lead__in=ids) | Q(pk__in=part))
    return rows.values(*OF_PROJECT, *(f"current__{name}" for name in OF_CURRENT))


def _told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    for name, (model, columns) in HUNG.items():
        found = defaultdict(list)
        for each in model.objects.filter(project__in=ids).values("project_id", *columns):  # type: ignore[attr-defined]
            found[each.pop("project_id")].append(each)
        for row in rows:
            row[name] = found[row["id"]]
    return rows


def _answer(data: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(data, default=str), content_type="application/json")


def several(request: HttpRequest) -> HttpResponse:
    size = int(request.GET.get("page_size", "100"))
    return _answer({"results": _told(list(_rows(request).order_by("-current__widest_gap", "pk")[:size]))})


def single(request: HttpRequest, code: str) -> HttpResponse:
    return _answer(_told([_rows(request).get(code=code)])[0])


def change(request: HttpRequest, code: str) -> HttpResponse:
    project = Project.objects.values("pk", "version").get(code=code)
    said = orjson.loads(request.body)
    assert Project.objects.filter(**project).update(**said)
    return single(request, code)


urlpatterns = [
    path("list/", several),
    path("detail/<str:code>/", single),
    path("write/<str:code>/", change),
]
