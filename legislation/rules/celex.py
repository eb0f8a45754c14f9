"""CELEX numbers of EU law: https://eur-lex.europa.eu/content/tools/TableOfSectors/types_of_documents_in_eurlex.html"""

import re
from typing import NamedTuple

FORM = r"^([0-9CE])((18|19|20)[0-9]{2})([A-Z]{1,2})([0-9]{4})(R\([0-9]{2}\))?(-(19|20)[0-9]{6})?$"
"""Sector, year, letters of the type, number; then of a corrigendum its number, of a consolidated text its day."""
CELEX = re.compile(FORM)
KINDS = {"L": "directive", "R": "eu regulation", "D": "eu decision"}
SECTOR_OF_ACTS, SECTOR_OF_CONSOLIDATED = "3", "0"


class Celex(NamedTuple):
    """``basis``: the act itself: of a corrigendum the act it corrects, of a consolidated text the act as published.

    ``kind``: the kind of act its letter names ("other eu act" where it names none we keep apart).
    """

    text: str
    basis: str
    kind: str
    year: int
    is_corrigendum: bool
    is_consolidated: bool


def read_celex(said: str) -> Celex:
    """Raises ValueError when it is no CELEX number."""
    text = said.strip().replace("\u00a0", "").upper()
    found = CELEX.match(text)
    if found is None:
        raise ValueError(said)
    sector, year, _century, letters, number, corrigendum, consolidated, _its_century = found.groups()
    is_consolidated = bool(consolidated) or sector == SECTOR_OF_CONSOLIDATED
    return Celex(
        text=text,
        basis=f"{SECTOR_OF_ACTS if is_consolidated else sector}{year}{letters}{number}",
        kind=KINDS.get(letters, "other eu act"),
        year=int(year),
        is_corrigendum=bool(corrigendum),
        is_consolidated=is_consolidated,
    )
