"""Who changed reference data, field by field: django-auditlog keeps the values, our chain one line for each change."""
