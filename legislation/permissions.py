from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Kind, access_of
from legislation.models import Act, Block, Comment, Concordance, Consultation, Item, Request, TouchedAct
from ministries.models import Institution
from projects.models import Project
from projects.permissions import may_edit_project

Person = User | AnonymousUser


def may_see_legislation(user: Person) -> bool:
    return access_of(user).kind not in (Kind.VISITOR, Kind.PARTNER)


def may_write_legislation(user: Person) -> bool:
    """The office, and whoever stands for an institution; what of it is theirs is a matter of each record."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or bool(access.institution_ids)


def may_keep_acts(user: Person, act: Act | None = None) -> bool:
    """The register of acts, the deadlines confirmed in it too: the office."""
    return access_of(user).kind is Kind.OFFICE


def may_import_laws(user: Person) -> bool:
    return access_of(user).kind is Kind.OFFICE


def may_set_practice(user: Person) -> bool:
    """Terms of stages and rules of consultation are the office's word."""
    return access_of(user).kind is Kind.OFFICE


def may_lead_item(user: Person, lead: Institution) -> bool:
    """Put an item on record with this lead: the office, and whoever writes for the lead."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or access.writes_for(lead.pk)


def may_edit_item(user: Person, item: Item) -> bool:
    """The office, and whoever writes for the lead ministry; moves, plans and rounds too."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or access.writes_for(item.lead_id)


def may_edit_touched(user: Person, touched: TouchedAct) -> bool:
    return may_edit_item(user, touched.item)


def may_change_item_lead(user: Person, item: Item | None = None) -> bool:
    return access_of(user).kind is Kind.OFFICE


def may_run_consultation(user: Person, consultation: Consultation) -> bool:
    """Prepare, open, answer extensions and comments, conclude, withdraw: the office and the lead ministry."""
    return may_edit_item(user, consultation.item)


def may_answer_extension(user: Person, request: Request) -> bool:
    return may_run_consultation(user, request.consultation)


def may_reply(user: Person, comment: Comment) -> bool:
    return may_edit_item(user, comment.opinion.request.consultation.item)


def may_give_opinion(user: Person, request: Request) -> bool:
    """Only in the name of the institution that was asked; nobody answers for it, the office neither."""
    return access_of(user).writes_for(request.institution_id)


def may_settle_by_council(user: Person, request: Request | None = None) -> bool:
    """Record that the council ended a dissent: the office. The dissenter's own word is an opinion."""
    return access_of(user).kind is Kind.OFFICE


def may_keep_concordance(user: Person, act: Act) -> bool:
    """The office, and whoever writes for the lead of an item that touches the act."""
    access = access_of(user)
    if access.kind is Kind.OFFICE:
        return True
    ids = access.institution_ids
    return bool(ids) and Item.objects.filter(touched_acts__act=act, lead__in=ids).exists()


def may_keep_line(user: Person, line: Concordance) -> bool:
    """Of a line read ``visible_to`` the user: whoever keeps the table, but not what an item completes that they may not see."""
    return not line.is_held and may_keep_concordance(user, line.act)  # type: ignore[attr-defined]  # an annotation


def may_state_block(user: Person, project: Project) -> bool:
    """Say that the project waits for a law: whoever may edit the project."""
    return may_edit_project(user, project)


def may_keep_block(user: Person, block: Block) -> bool:
    return may_edit_project(user, block.project)
