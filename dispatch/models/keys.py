"""What shows at the start whether the keys of this process are those of this database."""

from django.db import models

from jepara_tanggap.encrypted_fields import EncryptedTextField


class KeyCanary(models.Model):
    """One row: a known word sealed with a data key, and its hash under the look-up key."""

    word = EncryptedTextField()
    word_hash = models.CharField(max_length=64)
