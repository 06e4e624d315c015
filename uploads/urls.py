from django.urls import path

from uploads.views import FileView, UploadCreateView, UploadView

urlpatterns = [
    path("unggahan/", UploadCreateView.as_view(), name="upload-create"),
    path("unggahan/<uuid:upload_id>/", UploadView.as_view(), name="upload"),
    path("berkas/<uuid:file_id>/", FileView.as_view(), name="file"),
]
