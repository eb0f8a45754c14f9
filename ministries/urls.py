from django.urls import path

from ministries.views import country, institutions

app_name = "ministries"
urlpatterns = [
    path("institutions/", institutions.InstitutionList.as_view(), name="institution-list"),
    path("institutions/new/", institutions.InstitutionCreate.as_view(), name="institution-create"),
    path("institutions/<slug:code>/", institutions.InstitutionDetail.as_view(), name="institution-detail"),
    path("institutions/<slug:code>/edit/", institutions.InstitutionEdit.as_view(), name="institution-edit"),
    path("institutions/<slug:code>/appoint/", institutions.Appoint.as_view(), name="appoint"),
    path("institutions/<slug:code>/successor/", institutions.RecordSuccession.as_view(), name="record-succession"),
    path("appointments/<int:pk>/end/", institutions.EndAppointment.as_view(), name="end-appointment"),
    path("cios/", institutions.CioList.as_view(), name="cio-list"),
    path("settings/", country.Settings.as_view(), name="settings"),
    path("settings/holidays/add/", country.HolidayAdd.as_view(), name="holiday-add"),
    path("settings/holidays/<int:pk>/remove/", country.HolidayRemove.as_view(), name="holiday-remove"),
    path("brand.css", country.brand, name="brand"),
    path("crest/<slug:digest>.png", country.crest, name="crest"),
]
