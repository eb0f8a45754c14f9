from django.urls import path

from ministries.views import country, institutions, mandates, people, rates

app_name = "ministries"
urlpatterns = [
    path("institutions/", institutions.InstitutionList.as_view(), name="institution-list"),
    path("institutions/new/", institutions.InstitutionCreate.as_view(), name="institution-create"),
    path("institutions/tree/", institutions.InstitutionTree.as_view(), name="institution-tree"),
    path("institutions/<slug:code>/", institutions.InstitutionDetail.as_view(), name="institution-detail"),
    path("institutions/<slug:code>/edit/", institutions.InstitutionEdit.as_view(), name="institution-edit"),
    path("institutions/<slug:code>/appoint/", people.Appoint.as_view(), name="appoint"),
    path("institutions/<slug:code>/successor/", institutions.RecordSuccession.as_view(), name="record-succession"),
    path("appointments/<int:pk>/end/", people.EndAppointment.as_view(), name="end-appointment"),
    path("appointments/<int:pk>/hand-over/", people.HandOverPage.as_view(), name="hand-over"),
    path("appointments/<int:pk>/hand-over/note/", people.WriteHandOver.as_view(), name="write-hand-over"),
    path("cios/", people.CioList.as_view(), name="cio-list"),
    path("mandates/", mandates.MandateList.as_view(), name="mandate-list"),
    path("mandates/new/", mandates.FunctionCreate.as_view(), name="function-create"),
    path("mandates/<slug:code>/", mandates.FunctionDetail.as_view(), name="function-detail"),
    path("mandates/<slug:code>/edit/", mandates.FunctionEdit.as_view(), name="function-edit"),
    path("mandates/<slug:code>/give/", mandates.GiveMandate.as_view(), name="give-mandate"),
    path("mandates/<slug:code>/settle/", mandates.Settle.as_view(), name="settle"),
    path("mandates/<slug:code>/<int:pk>/", mandates.MandateEdit.as_view(), name="mandate-edit"),
    path("settings/", country.Settings.as_view(), name="settings"),
    path("settings/holidays/add/", country.HolidayAdd.as_view(), name="holiday-add"),
    path("settings/holidays/<int:pk>/remove/", country.HolidayRemove.as_view(), name="holiday-remove"),
    path("settings/rates/", rates.RateList.as_view(), name="rate-list"),
    path("settings/rates/add/", rates.RateAdd.as_view(), name="rate-add"),
    path("settings/rates/<int:pk>/", rates.RateEdit.as_view(), name="rate-edit"),
    path("brand.css", country.brand, name="brand"),
    path("crest/<slug:digest>.png", country.crest, name="crest"),
]
