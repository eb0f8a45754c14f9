from ministries.forms.country import HolidayForm, SettingsForm
from ministries.forms.institutions import (
    AppointForm,
    EditInstitutionForm,
    EndAppointmentForm,
    InstitutionForm,
    SuccessionForm,
)
from ministries.forms.versioned import VersionedForm

__all__ = [
    "AppointForm",
    "EditInstitutionForm",
    "EndAppointmentForm",
    "HolidayForm",
    "InstitutionForm",
    "SettingsForm",
    "SuccessionForm",
    "VersionedForm",
]
