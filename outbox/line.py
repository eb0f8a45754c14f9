"""The line to the mail server. It knows whether the server can have the mail: nothing before the text itself was sent."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class Conversation(smtplib.SMTP):
    """``has_text``: the text of the last mail, or a part of it, went out. ``is_unanswered``: the server owes an answer."""

    has_text = False
    is_unanswered = False

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        self.has_text = False
        return super().mail(sender, options)

    def send(self, s: Any) -> None:
        """Commands are sent as str; bytes are the text of a mail."""
        self.has_text = self.has_text or not isinstance(s, str)
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        self.is_unanswered = True
        reply = super().getreply()
        self.is_unanswered = False
        return reply


class SecureConversation(Conversation, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    connection: Conversation | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SecureConversation if self.use_ssl else Conversation

    def may_have_taken(self) -> bool:
        """Whether the mail server can have the last mail, as far as this side knows."""
        return self.connection is None or self.connection.has_text

    def _close_connection(self, connection: Conversation) -> None:
        """A server that did not answer is not asked to say goodbye: that would be another wait."""
        if connection.is_unanswered:
            connection.close()
        else:
            super()._close_connection(connection)  # type: ignore[misc]
