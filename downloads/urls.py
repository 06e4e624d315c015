from django.urls import path

from downloads import views

urlpatterns = [
    path("unduhan/<int:pk>/", views.order_page, name="order"),
    path("unduhan/<int:pk>/berkas/", views.order_file, name="order-file"),
]
