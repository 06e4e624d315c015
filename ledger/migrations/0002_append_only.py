"""The database itself refuses to change or remove a line, also for bulk and raw SQL."""

from django.db import migrations

FORBID = """
CREATE FUNCTION ledger_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.number IS NULL AND NEW.number IS NOT NULL
       AND to_jsonb(NEW) - 'number' - 'hash' = to_jsonb(OLD) - 'number' - 'hash' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_keep_line BEFORE UPDATE OR DELETE ON ledger_line
  FOR EACH ROW EXECUTE FUNCTION ledger_keep();
CREATE TRIGGER ledger_keep_all BEFORE TRUNCATE ON ledger_line
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep();
"""
ALLOW = """
DROP TRIGGER ledger_keep_line ON ledger_line;
DROP TRIGGER ledger_keep_all ON ledger_line;
DROP FUNCTION ledger_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
