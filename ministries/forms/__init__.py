from core.forms import VersionedForm
from ministries.forms.country import HolidayForm, SettingsForm
from ministries.forms.institutions import (
    AppointForm,
    EditInstitutionForm,
    EndAppointmentForm,
    HandOverForm,
    InstitutionForm,
    SuccessionForm,
)
from ministries.forms.mandates import (
    EditFunctionForm,
    EditMandateForm,
    FunctionForm,
    GiveMandateForm,
    SettleForm,
)
from ministries.forms.rates import EditRateForm, RateForm

__all__ = [
    "AppointForm",
    "EditFunctionForm",
    "EditInstitutionForm",
    "EditMandateForm",
    "EditRateForm",
    "EndAppointmentForm",
    "FunctionForm",
    "GiveMandateForm",
    "HandOverForm",
    "HolidayForm",
    "InstitutionForm",
    "RateForm",
    "SettingsForm",
    "SettleForm",
    "SuccessionForm",
    "VersionedForm",
]
