from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE casework_number CACHE 1", "DROP SEQUENCE casework_number"),
    ]
