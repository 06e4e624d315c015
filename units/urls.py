from django.contrib.auth.views import LogoutView
from django.urls import path

from units import views

urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="sign-in"),
    path("masuk/demo/", views.demo_sign_in, name="demo-sign-in"),
    path("keluar/", LogoutView.as_view(), name="sign-out"),
]
