from collections import Counter

from exchange.targets import Plan, Request
from strategy.imports.book import IndexBook
from strategy.models import IndexCountry

GIVEN = ("name", "region", "subregion", "income")


def plan_countries(request: Request) -> Plan:
    """Names and groups of countries; a cell that is empty leaves what is on record."""
    book = IndexBook(request.columns)
    for row in request.rows:
        code = book.code_of(row)
        if not code:
            continue
        said = {name: row.text(name) for name in GIVEN if row.text(name)}
        known = book.countries.get(code)
        if known is None:
            book.countries[code] = IndexCountry(code=code, **said)
            book.add(book.countries[code])
        book.count(is_new=known is None, is_changed=known is not None and book.change(known, said))
    regions = Counter(row.text("region") for row in request.rows if row.text("region"))
    return Plan(
        new=book.counts["new"],
        changed=book.counts["changed"],
        unchanged=book.counts["unchanged"],
        problems=book.problems,
        tallies={"regions": dict(sorted(regions.items()))},
        changes_anything=bool(book),
        write=book.write,
    )
