"""The functions of coordination every country starts with (DOMAIN section 4); the office edits them afterwards."""

from django.utils.translation import gettext_noop as noop

FUNCTIONS = (
    ("legislation", noop("Legislation harmonisation")),
    ("architecture", noop("Common architecture")),
    ("projects", noop("Cross-government projects")),
    ("international", noop("International cooperation")),
    ("cio-network", noop("CIO network")),
    ("private-sector", noop("Private-sector cooperation")),
    ("communication", noop("Communication")),
    ("digital-identity", noop("Digital identity")),
    ("data-exchange", noop("Data exchange")),
    ("funding", noop("Funding")),
)
