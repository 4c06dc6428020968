"""A published edition never changes, whoever asks: Django has no word for it, PostgreSQL has."""

from django.db import migrations

SQL = """
CREATE FUNCTION matters_edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published edition is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF ROW(new.id, new.basic_id, new.item_id, new.number, new.body, new.digest, new.effective_on, new.published_at,
           new.made_by_id, new.made_shown, new.checked_by_id, new.checked_shown)
       IS DISTINCT FROM
       ROW(old.id, old.basic_id, old.item_id, old.number, old.body, old.digest, old.effective_on, old.published_at,
           old.made_by_id, old.made_shown, old.checked_by_id, old.checked_shown)
       OR old.withdrawn_on IS NOT NULL THEN
        RAISE EXCEPTION 'a published edition never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON matters_edition
    FOR EACH ROW EXECUTE FUNCTION matters_edition_is_frozen();
"""
UNDO = "DROP TRIGGER frozen ON matters_edition; DROP FUNCTION matters_edition_is_frozen()"


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
