"""What rests on a function: its running projects and the cost approved for them."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from ministries.models import ExchangeRate
from ministries.money import Total


def amount(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=24, decimal_places=2, read_only=True, **kwargs)


class SumSerializer(serializers.Serializer[Any]):
    currency = serializers.CharField(read_only=True)
    projects = serializers.IntegerField(source="count", read_only=True)
    amount = amount(source="money", allow_null=True, help_text="Null: none of them has an approved cost.")


def worth() -> serializers.DecimalField:
    """Of one unit; without the zeros that say nothing."""
    return serializers.DecimalField(max_digits=18, decimal_places=8, normalize_output=True, read_only=True)


class RateSerializer(serializers.ModelSerializer[ExchangeRate]):
    rate = worth()

    class Meta:
        model = ExchangeRate
        fields = ["currency", "on", "rate", "source"]
        read_only_fields = fields


class TotalSerializer(serializers.Serializer[Any]):
    """In the reporting currency. What has no rate is listed apart, never added."""

    currency = serializers.CharField(read_only=True)
    amount = amount(allow_null=True, help_text="Null: nothing could be added.")
    rates = RateSerializer(many=True, read_only=True, help_text="The rates it was added with.")
    apart = serializers.SerializerMethodField(help_text="Currencies without a rate.")

    def get_apart(self, total: Total) -> list[str]:
        return _once(currency for currency, _amount in total.apart)


def _once(currencies: Iterable[str]) -> list[str]:
    return sorted(set(currencies))


class RestingSerializer(serializers.Serializer[Any]):
    """Running projects that serve the function, of those the caller may see, and the cost of their baselines in force."""

    projects = serializers.IntegerField(read_only=True)
    sums = SumSerializer(many=True, read_only=True, help_text="By currency.")
    total = TotalSerializer(read_only=True)
