from django.urls import path

from uploads.views import FileView, UploadCreateView, UploadView, upload_cancel

urlpatterns = [
    path("unggahan/", UploadCreateView.as_view(), name="upload-create"),
    path("unggahan/<uuid:upload_id>/", UploadView.as_view(), name="upload"),
    path("unggahan/<uuid:upload_id>/pembatalan/", upload_cancel, name="upload-cancel"),
    path("berkas/<uuid:file_id>/", FileView.as_view(), name="file"),
]
