from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('response', '0003_plans'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='engagement',
            index=models.Index(condition=models.Q(('crew_alarm_at__isnull', False), models.Q(('needs_help_at__isnull', False), models.Q(('help_settled_at', None), ('needs_help_at__gt', models.F('help_settled_at')), _connector='OR'), models.Q(('done_at', None), ('needs_help_at__gt', models.F('done_at')), _connector='OR')), _connector='OR'), fields=['complaint'], name='crew_needing'),
        ),
    ]
