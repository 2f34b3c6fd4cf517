"""The privacy notice, and what the reporter agreed to."""

from importlib import import_module

from django.db import migrations, models


def keep_search(apps, schema_editor):
    """SQLite rebuilt the complaint's table, and dropped the triggers of the full-text index with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("complaints.migrations.0002_search").create_sqlite_triggers(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0002_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrivacyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.SlugField(help_text='Angka berikutnya, misalnya 2.', max_length=10, unique=True, verbose_name='versi')),
                ('summary', models.CharField(help_text='Tampil di halaman melapor, dengan tautan ke teks lengkap.', max_length=250, verbose_name='satu kalimat')),
                ('text', models.TextField(help_text='Baris yang diawali "## " menjadi judul bagian, "- " menjadi butir; baris kosong memisahkan alinea.', verbose_name='teks lengkap')),
                ('valid_from', models.DateTimeField(help_text='Sejak saat itu teks ini tampil dan tidak dapat diubah lagi.', verbose_name='berlaku sejak')),
            ],
            options={
                'verbose_name': 'pemberitahuan privasi',
                'verbose_name_plural': 'pemberitahuan privasi',
                'ordering': ['-valid_from', '-id'],
            },
        ),
        migrations.AddField(
            model_name='complaint',
            name='allows_publication',
            field=models.BooleanField(default=True, verbose_name='boleh tampil untuk umum'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='allows_social',
            field=models.BooleanField(default=False, verbose_name='boleh dipakai di media sosial'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='notice_version',
            field=models.CharField(blank=True, max_length=10, verbose_name='versi pemberitahuan privasi'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('filed', 'Laporan diterima'), ('status', 'Perubahan keadaan'), ('answer', 'Jawaban'), ('note', 'Catatan internal'), ('reporter_message', 'Keterangan pelapor'), ('feedback', 'Penilaian'), ('wadul', 'Kabar dari Wadul Bupati'), ('consent', 'Persetujuan pelapor'), ('data_right', 'Hak pelapor atas datanya')], max_length=20, verbose_name='jenis'),
        ),
        migrations.RunPython(keep_search, migrations.RunPython.noop),
    ]
