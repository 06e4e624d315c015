from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from units.models import CODE
from units.views import imports, people, persons, registry, roles


class UnitCode(StringConverter):
    """Only what can be a code reaches a view."""

    regex = CODE


register_converter(UnitCode, "unitcode")

urlpatterns = [
    path("", include("units.account_urls")),
    path("unit/", registry.unit_list, name="units"),
    path("unit/baru/", registry.unit_new, name="unit-new"),
    path("unit/impor/", imports.import_list, name="unit-imports"),
    path("unit/impor/<int:pk>/", imports.import_page, name="unit-import"),
    path("unit/impor/<int:pk>/penerapan/", imports.import_application, name="unit-import-apply"),
    path("unit/impor/<int:pk>/pembatalan/", imports.import_undoing, name="unit-import-undo"),
    path("unit/kode/<unitcode:code>/", registry.unit_page, name="unit"),
    path("unit/kode/<unitcode:code>/ubah/", registry.unit_edit, name="unit-edit"),
    path("unit/kode/<unitcode:code>/masa-aktif/", registry.unit_retirement, name="unit-retirement"),
    path("unit/kode/<unitcode:code>/penggabungan/", registry.unit_merger, name="unit-merger"),
    path("unit/kode/<unitcode:code>/orang/", people.unit_people, name="unit-people"),
    path("unit/kode/<unitcode:code>/orang/<int:pk>/", people.unit_member, name="unit-member"),
    path(
        "unit/kode/<unitcode:code>/undangan/<int:pk>/",
        people.unit_invitation,
        name="unit-invitation",
    ),
    path("orang/", persons.person_list, name="persons"),
    path("orang/<int:pk>/", persons.person_page, name="person"),
    path("orang/<int:pk>/dua-langkah/", persons.person_factor, name="person-factor"),
    path("tugas/", roles.role_page, name="roles"),
    path("tugas/<slug:role>/<int:pk>/akhir/", roles.role_removal, name="role-removal"),
    path("undangan/<str:token>/", people.invitation_page, name="invitation"),
]
