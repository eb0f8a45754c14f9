"""The laws of the world of the access tests: what Finance leads, what Health leads, what is restricted to Health."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import User
from core.access import today
from legislation.imports.uploads import start_upload
from legislation.models import Comment, Opinion
from legislation.services import (
    add_line,
    create_act,
    create_item,
    give_opinion,
    name_measure,
    open_consultation,
    prepare_consultation,
    set_practice,
    set_stage_term,
    state_block,
    touch_act,
)


def laws(parts, people) -> None:
    """An item each, that its project waits for, in an open round: each asks the other one, the restricted one asks Interior."""
    on, office = today(), people["c"]
    parts.law = create_act(kind="law", title="Tax Code", number="No. 1", status="in force", by=office, on=on)
    parts.directive = create_act(
        kind="directive", title="Web Accessibility Directive", celex="32016L2102", status="in force",
        transposition_due_on=on - timedelta(days=9), by=office, on=on,
    )  # fmt: skip
    parts.measure = name_measure(parts.directive, parts.law, by=office)
    parts.line = add_line(parts.directive, provision="Art. 1", by=office)
    asked = {"own": parts.health, "foreign": parts.finance, "restricted": parts.interior}
    parts.items = {
        whose: _item(getattr(parts, whose), parts.law, institution, office) for whose, institution in asked.items()
    }
    parts.line_of_item = add_line(parts.directive, provision="Art. 2", item=parts.items["own"], by=office)
    parts.upload = start_upload(parts.directive, file_name="lines.csv", content=b"EU provision\nArt. 3\n", by=office)
    soon = on + timedelta(days=30)
    parts.practice = set_practice(starts_on=soon, reason="Board.", by=office, on=on)
    parts.term = set_stage_term(
        stage="drafting", starts_on=soon, usual_days=90, least_days=9, basis="Rules", by=office, on=on
    )
    _object(parts.items["own"], people["h"])
    _object(parts.items["foreign"], people["f"])


def _item(project, law, asked, office: User):
    on = today()
    item = create_item(
        title=f"A law for {project.title}", problem="gap", description="No law says it.", lead=project.lead,
        visibility=project.visibility, by=office, on=on,
    )  # fmt: skip
    touch_act(item, law, provisions="§ 1", by=office)
    state_block(project, item=item, why="It waits.", needed_on=on + timedelta(days=9), by=office, on=on)
    made = prepare_consultation(item, title=f"Draft: {item.title}", days=15, institutions=[asked], by=office, on=on)
    open_consultation(made, made.version, by=office, on=on)
    return item


def _object(item, by: User) -> None:
    request = item.consultations.get().requests.get()
    give_opinion(
        request, position="not approved", words="Not so.", comments=[("§ 1", "Shorter.")], by=by, on=today(),
        at=timezone.now(),
    )  # fmt: skip


def hide_law(parts, project, word: str, people) -> None:
    """Restricted items of Health and of Interior, full of one word: they touch acts that all may see, a restricted
    project waits for both, one has an open round with an opinion and a comment, the other a round in preparation."""
    on, office = today(), people["c"]
    for lead, asked in ((parts.health, parts.interior), (parts.interior, parts.health)):
        item = create_item(
            title=f"{word} law", problem="transposition", description=word, lead=lead, visibility="restricted",
            by=office, on=on,
        )  # fmt: skip
        for act in (parts.law, parts.directive):
            touch_act(item, act, provisions=word, by=office)
        state_block(project, item=item, why=word, needed_on=on + timedelta(days=9), by=office, on=on)
        made = prepare_consultation(item, title=word, days=15, institutions=[asked], by=office, on=on)
        if asked == parts.health:
            open_consultation(made, made.version, by=office, on=on)
            _object(item, people["h"])


def objects_of_laws(parts) -> dict[str, SimpleNamespace]:
    """As ``OBJECTS`` of the world."""

    def each(value) -> SimpleNamespace:
        return SimpleNamespace(**{whose: value(item) for whose, item in parts.items.items()})

    def comment(whose: str) -> int:
        return Comment.objects.get(opinion__request__consultation__item=parts.items[whose]).pk

    def opinion(whose: str) -> int:
        return Opinion.objects.get(request__consultation__item=parts.items[whose]).pk

    return {
        "acts/": SimpleNamespace(own=parts.directive.code),
        "items/": each(lambda item: item.code),
        "touched-acts/": each(lambda item: item.touched_acts.get().pk),
        "consultations/": each(lambda item: item.consultations.get().code),
        "opinion-requests/": each(lambda item: item.consultations.get().requests.get().pk),
        "opinions/": SimpleNamespace(own=opinion("own"), foreign=opinion("foreign")),
        "comments/": SimpleNamespace(own=comment("own"), foreign=comment("foreign")),
        "blocks/": each(lambda item: item.blocks.get().pk),
        "measures/": SimpleNamespace(own=parts.measure.pk),
        "concordance/": SimpleNamespace(own=parts.line.pk),
        "terms/": SimpleNamespace(own=parts.term.pk),
        "consultation-rules/": SimpleNamespace(own=parts.practice.pk),
        "legislation/acts/": SimpleNamespace(own=parts.directive.code),
        "legislation/acts/<code>/concordance/": SimpleNamespace(own=parts.line.pk),
        "legislation/acts/<code>/concordance/upload/": SimpleNamespace(own=parts.upload.pk),
        "legislation/items/": each(lambda item: item.code),
        "legislation/consultations/": each(lambda item: item.consultations.get().code),
        "legislation/consultations/<slug:code>/opinions/": each(
            lambda item: item.consultations.get().requests.get().institution.code
        ),
        "legislation/comments/": SimpleNamespace(own=comment("own"), foreign=comment("foreign")),
        "legislation/blocks/": each(lambda item: item.blocks.get().pk),
        "legislation/touched/": each(lambda item: item.touched_acts.get().pk),
        "legislation/measures/": SimpleNamespace(own=parts.measure.pk),
    }
