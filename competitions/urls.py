from django.urls import path

from competitions import views

urlpatterns = [
    path("aturan/<slug:slug>/", views.rulebook, name="rulebook"),
]
