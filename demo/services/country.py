from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from demo.country import reading
from demo.country.days import ZONE, Calendar
from demo.services.aims import note_aims
from demo.services.following_up import note_following_up
from demo.services.institutions import note_country
from demo.services.laws import note_laws
from demo.services.loading import Loading
from demo.services.mandates import note_mandates, note_mergers
from demo.services.planning import note_plans
from demo.services.projects import note_project
from demo.services.rounds import note_rounds
from projects.models import Current


def load_country(*, on: date, say: Callable[[str], None]) -> None:
    """The whole country in one transaction, as it stands on a day: the same day gives the same country."""
    loading = Loading(Calendar(on), say)
    plans = reading.projects()
    with transaction.atomic(), timezone.override(ZONE):
        note_country(loading)
        for plan in plans:
            note_project(loading, plan)
        note_rounds(loading, plans)
        note_plans(loading)
        note_mandates(loading)
        note_mergers(loading)
        note_aims(loading)
        note_laws(loading)
        note_following_up(loading)
        loading.diary.play()
        Current.objects.refresh(on)
