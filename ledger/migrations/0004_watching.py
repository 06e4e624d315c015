"""How a watched table leaves its history, and that nobody changes what was left."""

from django.db import migrations

WATCH = r"""
CREATE FUNCTION ledger_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  without text[] := coalesce(TG_ARGV, '{}');
  was jsonb;
  became jsonb;
  was_changed jsonb;
  became_changed jsonb;
BEGIN
  IF TG_OP <> 'TRUNCATE' THEN
    was := coalesce(to_jsonb(OLD), '{}');
    became := coalesce(to_jsonb(NEW), '{}');
    SELECT jsonb_object_agg(key, value) INTO was_changed
      FROM jsonb_each(was - without) WHERE value IS DISTINCT FROM became -> key;
    SELECT jsonb_object_agg(key, value) INTO became_changed
      FROM jsonb_each(became - without) WHERE value IS DISTINCT FROM was -> key;
    IF was_changed IS NULL AND became_changed IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO ledger_change
    ("table", "row", operation, before, after, at, actor, transaction)
  VALUES (
    TG_TABLE_NAME,
    coalesce(was ->> 'id', became ->> 'id')::bigint,
    TG_OP,
    was_changed,
    became_changed,
    clock_timestamp(),
    coalesce(
      substring(left(current_query(), 40) FROM '^/\* actor=(\d+) \*/'),
      nullif(current_setting('portal.actor', true), '')
    )::bigint,
    pg_current_xact_id()::text::bigint
  );
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_keep_line BEFORE UPDATE OR DELETE ON ledger_change
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_keep_all BEFORE TRUNCATE ON ledger_change
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
FORGET = """
DROP TRIGGER ledger_keep_line ON ledger_change;
DROP TRIGGER ledger_keep_all ON ledger_change;
DROP FUNCTION ledger_refuse();
DROP FUNCTION ledger_watch();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_change")]
    operations = [migrations.RunSQL(WATCH, FORGET)]
