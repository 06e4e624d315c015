from django.urls import path

from innovations.views import materials, records

urlpatterns = [
    path("inovasi/", records.innovation_list, name="innovations"),
    path("inovasi/baru/", records.innovation_new, name="innovation-new"),
    path("inovasi/<int:pk>/", records.innovation_page, name="innovation"),
    path("inovasi/<int:pk>/ubah/", records.innovation_edit, name="innovation-edit"),
    path("inovasi/<int:pk>/tim/", records.innovation_team, name="innovation-team"),
    path("inovasi/<int:pk>/langkah/<str:verb>/", records.innovation_move, name="innovation-move"),
    path(
        "inovasi/<int:pk>/katalog/<str:verb>/",
        records.innovation_catalogue,
        name="innovation-catalogue",
    ),
    path(
        "inovasi/<int:pk>/versi/<int:version>/",
        records.innovation_revision,
        name="innovation-revision",
    ),
    path("inovasi/<int:pk>/berkas/<str:kind>/", materials.material_new, name="innovation-material"),
    path(
        "inovasi/<int:pk>/berkas/<int:material_pk>/penghapusan/",
        materials.material_removal,
        name="innovation-material-removal",
    ),
]
