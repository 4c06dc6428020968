from django.db import migrations, models

SQL = """
CREATE TABLE operations_outbox (
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL,
    body jsonb NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    told_at timestamptz,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE operations_outbox_rest PARTITION OF operations_outbox DEFAULT;
CREATE INDEX operations_outbox_waiting ON operations_outbox (next_at) WHERE told_at IS NULL;

CREATE FUNCTION yiwang_monthly(parent text, months integer DEFAULT 3) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', now())::date;
    made integer := 0;
    name text;
BEGIN
    FOR i IN 0..months LOOP
        name := parent || to_char(first + make_interval(months => i), '_YYYY_MM');
        IF to_regclass(name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent,
                    first + make_interval(months => i), first + make_interval(months => i + 1));
                made := made + 1;
            EXCEPTION WHEN check_violation THEN
                NULL;  -- rows of that month already lie in the rest partition: they stay there
            END;
        END IF;
    END LOOP;
    RETURN made;
END $$;
SELECT yiwang_monthly('operations_outbox');
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("name", models.TextField()),
                ("body", models.JSONField()),
                ("tries", models.IntegerField()),
                ("next_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "operations_outbox", "managed": False},
        ),
        migrations.RunSQL(SQL, "DROP TABLE operations_outbox; DROP FUNCTION yiwang_monthly"),
    ]
