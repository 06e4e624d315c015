"""Styles and scripts under names that tell their content, so browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites what scripts import: a module has one address, however it is reached."""

    support_js_module_import_aggregation = True
