from django.urls import path

from workshops.views import committee, lists, units

urlpatterns = [
    path("bimtek/", lists.workshop_list, name="workshops"),
    path("bimtek/baru/", committee.new, name="workshop-new"),
    path("bimtek/<int:pk>/", lists.page, name="workshop"),
    path("bimtek/<int:pk>/ubah/", committee.edit, name="workshop-edit"),
    path("bimtek/<int:pk>/undangan/", committee.announcement, name="workshop-announcement"),
    path("bimtek/<int:pk>/pembatalan/", committee.cancellation, name="workshop-cancellation"),
    path(
        "bimtek/<int:pk>/unit/<unitcode:code>/peserta/", units.registration, name="participant-new"
    ),
    path("bimtek/peserta/<int:pk>/penarikan/", units.withdrawal, name="participant-withdrawal"),
]
