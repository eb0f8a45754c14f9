"""Who may do what with the laws; the letters as in ``tests/test_access.py``."""

from tests.access.judge import GOVERNMENT, OWNERS, Verdict

WRITERS = "fdhc"
ASKED = "h"  # Finance's round asks Health

VERDICTS: dict[str, str | Verdict] = {
    "legislation/": GOVERNMENT,
    "legislation/acts/": GOVERNMENT,
    "legislation/acts/new/": "c",
    "legislation/acts/deadlines/": GOVERNMENT,
    "legislation/acts/<code>/": GOVERNMENT,
    "legislation/acts/<code>/edit/": "c",
    "legislation/acts/<code>/deadline/": "c",
    "legislation/acts/<slug:code>/measures/new/": "c",
    "legislation/blocks/": GOVERNMENT,
    "legislation/blocks/new/": WRITERS,
    "legislation/blocks/<int:pk>/": OWNERS,
    "legislation/blocks/<int:pk>/drop/": OWNERS,
    "legislation/deficits/": GOVERNMENT,
    "legislation/comments/<int:pk>/": OWNERS,
    "legislation/consultations/": GOVERNMENT,
    "legislation/consultations/<slug:code>/": GOVERNMENT,
    "legislation/consultations/<slug:code>/edit/": OWNERS,
    "legislation/consultations/<slug:code>/open/": OWNERS,
    "legislation/consultations/<slug:code>/ask/": OWNERS,
    "legislation/consultations/<slug:code>/conclude/": OWNERS,
    "legislation/consultations/<slug:code>/withdraw/": OWNERS,
    "legislation/consultations/<slug:code>/replies/": OWNERS,
    "legislation/consultations/<slug:code>/opinions/<slug:institution>/": ASKED,
    "legislation/consultations/<slug:code>/opinions/<slug:institution>/extension/": ASKED,
    "legislation/consultations/<slug:code>/opinions/<slug:institution>/extension/answer/": OWNERS,
    "legislation/consultations/<slug:code>/opinions/<slug:institution>/dissent/": ASKED,
    "legislation/consultations/<slug:code>/opinions/<slug:institution>/dissent/council/": "c",
    "legislation/items/": GOVERNMENT,
    "legislation/items/<slug:code>/": GOVERNMENT,
    "legislation/items/<slug:code>/consultation/": OWNERS,
    "legislation/items/<slug:code>/what-if/": GOVERNMENT,
    "legislation/measures/<int:pk>/remove/": "c",
    "legislation/terms/": GOVERNMENT,
    "legislation/terms/consultation/": "c",
    "legislation/terms/stage/": "c",
}
