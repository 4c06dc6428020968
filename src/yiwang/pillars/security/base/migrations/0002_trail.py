"""The trail and its chain, commands and their keys: append-only, in SQL, because Django has no word for partitions."""

from django.db import migrations

SQL = """
CREATE TABLE security_trail (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    verdict text NOT NULL,
    actor text NOT NULL,
    user_id bigint,
    action text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    purpose text NOT NULL,
    payload text,
    salt bytea NOT NULL,
    payload_digest bytea NOT NULL,
    digest bytea NOT NULL,
    mac bytea NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE security_trail_rest PARTITION OF security_trail DEFAULT;
CREATE INDEX security_trail_by_xid ON security_trail (xid);
CREATE INDEX security_trail_by_id ON security_trail (id);
CREATE INDEX security_trail_by_subject ON security_trail (kind, subject, at);

CREATE TABLE security_looked (
    row_id uuid NOT NULL,
    at timestamptz NOT NULL,
    subject bytea NOT NULL,
    PRIMARY KEY (at, row_id, subject)
) PARTITION BY RANGE (at);
CREATE TABLE security_looked_rest PARTITION OF security_looked DEFAULT;
CREATE INDEX security_looked_by_subject ON security_looked (subject, at);

CREATE TABLE security_link (
    seq bigint PRIMARY KEY,
    row_id uuid NOT NULL,
    digest bytea NOT NULL,
    link bytea NOT NULL
);
CREATE UNIQUE INDEX security_link_by_row ON security_link (row_id);

CREATE TABLE security_seal (
    last_seq bigint PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    head bytea NOT NULL,
    upto bigint NOT NULL,
    rows integer NOT NULL,
    signature bytea NOT NULL
);

CREATE TABLE security_command (
    actor text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    outcome jsonb,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, key)
);

CREATE FUNCTION yiwang_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME LIKE 'security_trail%' AND NEW.payload IS NULL
        AND (NEW.id, NEW.at, NEW.verdict, NEW.actor, NEW.action, NEW.kind, NEW.subject, NEW.purpose, NEW.salt,
             NEW.payload_digest, NEW.digest, NEW.mac)
          = (OLD.id, OLD.at, OLD.verdict, OLD.actor, OLD.action, OLD.kind, OLD.subject, OLD.purpose, OLD.salt,
             OLD.payload_digest, OLD.digest, OLD.mac) THEN
        RETURN NEW;  -- a lawful erasure blanks what was said, never that it was said
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON security_trail FOR EACH ROW EXECUTE FUNCTION yiwang_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON security_looked FOR EACH ROW EXECUTE FUNCTION yiwang_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON security_link FOR EACH ROW EXECUTE FUNCTION yiwang_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON security_seal FOR EACH ROW EXECUTE FUNCTION yiwang_append_only();

CREATE FUNCTION yiwang_erase_trail_payload(row_id uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public AS $$ UPDATE security_trail SET payload = NULL WHERE id = row_id $$;

SELECT yiwang_monthly('security_trail');
SELECT yiwang_monthly('security_looked');
"""


class Migration(migrations.Migration):
    dependencies = [("security", "0001_initial"), ("operations", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
