"""One-time codes that confirm a contact."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0013_mask_edits'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', 'telepon'), ('email', 'surel')], max_length=5, verbose_name='lewat')),
                ('contact_hash', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='percobaan')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='berlaku sampai')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='dipakai')),
            ],
            options={
                'verbose_name': 'kode kontak',
                'verbose_name_plural': 'kode kontak',
            },
        ),
    ]
