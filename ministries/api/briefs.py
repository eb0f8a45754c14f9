"""Records where another record names them."""

from typing import Any

from rest_framework import serializers

from ministries.models import CoordinationFunction, Institution


class InstitutionBrief(serializers.ModelSerializer[Institution]):
    class Meta:
        model = Institution
        fields = ["code", "name", "acronym"]
        read_only_fields = fields


class FunctionBrief(serializers.ModelSerializer[CoordinationFunction]):
    class Meta:
        model = CoordinationFunction
        fields = ["code", "name"]
        read_only_fields = fields


class PersonBrief(serializers.Serializer[Any]):
    full_name = serializers.CharField(read_only=True)
    job_title = serializers.CharField(read_only=True)
    email = serializers.EmailField(read_only=True)
