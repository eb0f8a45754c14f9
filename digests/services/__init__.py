from digests.services.invitations import invitation_letters
from digests.services.letters import KIND, Line, digest_letters
from digests.services.reasons import Reason, news_of
from digests.services.turns import next_mail_at, turn_of
from digests.services.unsubscribing import reader_of
from digests.services.writing import write_digests

__all__ = [
    "KIND",
    "Line",
    "Reason",
    "digest_letters",
    "invitation_letters",
    "news_of",
    "next_mail_at",
    "reader_of",
    "turn_of",
    "write_digests",
]
