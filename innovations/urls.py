from django.urls import path

from innovations import views

urlpatterns = [
    path("inovasi/", views.innovation_list, name="innovations"),
    path("inovasi/baru/", views.innovation_new, name="innovation-new"),
    path("inovasi/<int:pk>/", views.innovation_page, name="innovation"),
    path("inovasi/<int:pk>/ubah/", views.innovation_edit, name="innovation-edit"),
]
