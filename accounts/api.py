from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import ApiToken, User
from accounts.permissions import may_keep_account
from accounts.rights import rights_of
from core import questions
from core.access import Kind, access_of, today
from core.api.views import RecordViewSet
from core.questions import Held, Right
from core.scopes import ANY_SCOPE


class HeldSerializer(serializers.Serializer[Held]):
    """The post it rests on."""

    post = serializers.CharField(read_only=True)
    at = serializers.CharField(read_only=True, help_text="Code of the institution the post is at.")
    since_on = serializers.DateField(read_only=True)
    until_on = serializers.DateField(read_only=True, allow_null=True, help_text="The last day, inclusive; null: open.")
    instrument = serializers.CharField(read_only=True, help_text="The decree or letter of appointment.")


class RightSerializer(serializers.Serializer[Right]):
    """What the caller stands for today."""

    of = serializers.SerializerMethodField(help_text="What kind of record it is about, such as institution.")
    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    writes = serializers.BooleanField(
        read_only=True, help_text="False: reads what is restricted to it, writes nothing."
    )
    held = HeldSerializer(read_only=True, allow_null=True)
    why = serializers.CharField(read_only=True, help_text="The same in words.")

    def get_of(self, right: Right) -> str:
        return right.record.model.partition(".")[2]


class KeySerializer(serializers.ModelSerializer[ApiToken]):
    """The key this was asked with."""

    expires_at = serializers.DateTimeField(source="expiry", read_only=True)

    class Meta:
        model = ApiToken
        fields = ["name", "scopes", "expires_at"]
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer[User]):
    sees_as = serializers.SerializerMethodField(
        help_text="What lists and records are cut by: an official without a current appointment sees as a visitor."
    )
    rights = serializers.SerializerMethodField(help_text="Empty for those whose rights do not follow from a post.")
    may = serializers.SerializerMethodField(
        help_text="By part of the system, what the caller may without naming a record; of a key, what its scopes leave of it."
    )
    key = serializers.SerializerMethodField(help_text="Null: called with a session.")

    class Meta:
        model = User
        fields = [
            "full_name",
            "email",
            "job_title",
            "kind",
            "is_administrator",
            "sees_as",
            "rights",
            "may",
            "key",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": [kind.value for kind in Kind]})
    def get_sees_as(self, user: User) -> str:
        return access_of(user).kind.value

    @extend_schema_field(RightSerializer(many=True))
    def get_rights(self, user: User) -> Any:
        found: Any = questions.rights(frozenset({user.pk}), today())
        return RightSerializer(found, many=True).data

    @extend_schema_field(
        {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "boolean"}},
        }
    )
    def get_may(self, user: User) -> dict[str, dict[str, bool]]:
        key = self._key()
        return rights_of(user, key.scopes if key else None)

    @extend_schema_field(KeySerializer(allow_null=True))
    def get_key(self, user: User) -> Any:
        key = self._key()
        return KeySerializer(key).data if key else None

    def _key(self) -> ApiToken | None:
        key = self.context["request"].auth
        return key if isinstance(key, ApiToken) else None


class MeViewSet(RecordViewSet[User]):
    """Who the caller is, and what the caller may: enough for a client to draw its own buttons. Every key may ask it."""

    is_told_alike = False
    may = {"retrieve": may_keep_account}
    scopes = {"retrieve": ANY_SCOPE}
    queryset = User.objects.all()
    serializer_class = MeSerializer
    http_method_names = ["get", "head"]

    def get_object(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user
