from django.urls import include, path

from units.views import imports, people, registry

urlpatterns = [
    path("", include("units.account_urls")),
    path("unit/", registry.unit_list, name="units"),
    path("unit/baru/", registry.unit_new, name="unit-new"),
    path("unit/impor/", imports.import_list, name="unit-imports"),
    path("unit/impor/<int:pk>/", imports.import_page, name="unit-import"),
    path("unit/impor/<int:pk>/penerapan/", imports.import_application, name="unit-import-apply"),
    path("unit/impor/<int:pk>/pembatalan/", imports.import_undoing, name="unit-import-undo"),
    path("unit/kode/<str:code>/", registry.unit_page, name="unit"),
    path("unit/kode/<str:code>/ubah/", registry.unit_edit, name="unit-edit"),
    path("unit/kode/<str:code>/masa-aktif/", registry.unit_retirement, name="unit-retirement"),
    path("unit/kode/<str:code>/penggabungan/", registry.unit_merger, name="unit-merger"),
    path("unit/kode/<str:code>/orang/", people.unit_people, name="unit-people"),
    path("unit/kode/<str:code>/orang/<int:pk>/", people.unit_member, name="unit-member"),
    path("unit/kode/<str:code>/undangan/<int:pk>/", people.unit_invitation, name="unit-invitation"),
    path("undangan/<str:token>/", people.invitation_page, name="invitation"),
]
