from digests.services.invitations import invitation_letters
from digests.services.letters import KIND, Line, digest_letters
from digests.services.reasons import Reason, news_of
from digests.services.writing import digest_day, write_digests

__all__ = ["KIND", "Line", "Reason", "digest_day", "digest_letters", "invitation_letters", "news_of", "write_digests"]
