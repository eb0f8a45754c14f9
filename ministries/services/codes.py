from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify


def free_code(records: "QuerySet[Any, Any]", name: str, *, taken: Collection[str]) -> str:
    """A code from a name, numbered where another record has it; ``taken`` are path segments that mean something else.

    A name in a script that has no Latin letters gives the word for the record.
    """
    base = slugify(name)[:50] or slugify(str(records.model._meta.model_name))
    used = {*taken, *records.filter(code__startswith=base).values_list("code", flat=True)}
    numbered = (f"{base}-{number}" for number in range(2, len(used) + 3))
    return base if base not in used else next(code for code in numbered if code not in used)
