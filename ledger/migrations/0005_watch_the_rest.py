"""Everything else that deeds write is watched too; what already was begins anew as `ALWAYS`."""

from django.db import migrations

from ledger.history import ALWAYS, watch

WHOLE = (
    "competitions_extension",
    "innovations_innovation_other_affairs",
    "innovations_innovation_sdgs",
    "innovations_material",
    "innovations_teammember",
    "innovations_theme",
    "judging_award",
    "judging_blindanswer",
    "judging_blindcopy",
    "judging_blindfile",
    "judging_conflict",
    "judging_moderation",
    "judging_objection",
    "judging_publishedresult",
    "notifications_lettertext",
    "oioi_dutyyear",
    "oioi_exemption",
    "oioi_reminderrule",
    "submissions_check",
    "submissions_finding",
    "submissions_teamright",
    "units_formername",
    "units_membership",
    "units_user_groups",
    "units_user_user_permissions",
)
BUNDLES = ("bundle", "full_bundle")
"""Long, and held by their fingerprints, which are watched."""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_watching"),
        ("notifications", "0003_inbox_and_texts"),
        ("units", "0006_person_history"),
        ("competitions", "0008_history"),
        ("innovations", "0003_national_profile"),
        ("submissions", "0005_history"),
        ("judging", "0008_history"),
        ("oioi", "0002_rules_history"),
    ]
    operations = [
        *[watch(table) for table in WHOLE],
        watch("units_user", without=("password", "last_login")),
        watch("units_unit", without=("folded",)),
        watch("units_invitation", without=("token_hash",)),
        watch("innovations_innovation", without=("form_token",)),
        watch("submissions_snapshot", without=("content",)),
        watch("judging_decision", without=BUNDLES),
        watch("judging_publication", without=BUNDLES),
        migrations.RunSQL(ALWAYS, migrations.RunSQL.noop),
    ]
