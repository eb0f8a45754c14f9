"""For whoever watches the installation: does the process answer, and may it be sent visitors."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.standing import standing

PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("live\n", content_type=PLAIN)


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """503 while the database is away or its tables are older than the code."""
    trouble = what_is_missing()
    return HttpResponse(f"{trouble or 'ready'}\n", content_type=PLAIN, status=503 if trouble else 200)


@require_safe
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """Whether clock, broker, worker and mail server do their work; the figures are on a page for operators."""
    try:
        is_up = standing(timezone.now()).is_up
    except DatabaseError:
        is_up = False
    return HttpResponse("up\n" if is_up else "down\n", content_type=PLAIN, status=200 if is_up else 503)


def what_is_missing() -> str:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "database does not answer"
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} of the migrations not applied" if pending else ""
