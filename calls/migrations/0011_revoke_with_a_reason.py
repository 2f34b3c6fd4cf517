from django.db import migrations

import jepara_tanggap.encrypted_fields


class Migration(migrations.Migration):
    dependencies = [("calls", "0010_landmarks_of_several_callers")]

    operations = [
        migrations.AddField(
            model_name="numberblock",
            name="revoke_reason",
            field=jepara_tanggap.encrypted_fields.EncryptedTextField(blank=True, verbose_name="alasan mencabut"),
            preserve_default=False,
        ),
    ]
