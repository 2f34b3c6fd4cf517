"""What reporters ask about their data."""

from importlib import import_module

import django.db.models.deletion
import jepara_tanggap.encrypted_fields
from django.conf import settings
from django.db import migrations, models


def keep_search(apps, schema_editor):
    """SQLite rebuilt the complaint's table, and dropped the triggers of the full-text index with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("complaints.migrations.0002_search").create_sqlite_triggers(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0009_escalation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='is_restricted',
            field=models.BooleanField(default=False, verbose_name='pemakaian data dibatasi'),
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('erase', 'Hapus data saya'), ('restrict', 'Batasi pemakaian data saya'), ('object', 'Saya keberatan'), ('correct', 'Perbaiki isi laporan'), ('access', 'Saya ingin penjelasan')], max_length=10, verbose_name='permintaan')),
                ('state', models.CharField(choices=[('open', 'Menunggu jawaban'), ('waiting', 'Disetujui, dijalankan setelah laporan berakhir'), ('granted', 'Dikabulkan'), ('refused', 'Ditolak'), ('withdrawn', 'Anda tarik kembali')], default='open', max_length=10, verbose_name='keadaan')),
                ('text', jepara_tanggap.encrypted_fields.EncryptedTextField(blank=True, max_length=1000, verbose_name='kata pelapor')),
                ('created_at', models.DateTimeField(verbose_name='diterima')),
                ('due_at', models.DateTimeField(verbose_name='batas jawaban')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='dijawab')),
                ('refusal', models.CharField(blank=True, choices=[('legal_hold', 'Data diperlukan untuk proses penegakan hukum (Pasal 15 ayat (1) huruf b UU 27/2022)'), ('public_interest', 'Data diperlukan untuk kepentingan umum penyelenggaraan negara (Pasal 15 ayat (1) huruf c UU 27/2022)'), ('duty', 'Peraturan mewajibkan data ini disimpan (Pasal 20 ayat (2) huruf c UU 27/2022)'), ('others', 'Membahayakan, atau mengungkap data pribadi orang lain (Pasal 33 UU 27/2022)'), ('not_held', 'Data yang dimaksud tidak ada pada kami')], max_length=20, verbose_name='dasar penolakan')),
                ('answer', jepara_tanggap.encrypted_fields.EncryptedTextField(blank=True, max_length=1000, verbose_name='jawaban kepada pelapor')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='dijalankan')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='complaints.complaint', verbose_name='laporan')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dijawab oleh')),
            ],
            options={
                'verbose_name': 'permintaan hak data',
                'verbose_name_plural': 'permintaan hak data',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due_at', 'id'], name='request_open_by_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='request_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'waiting'))), fields=('complaint', 'kind'), name='one_undecided_request')],
            },
        ),
        migrations.RunPython(keep_search, keep_search),
    ]
