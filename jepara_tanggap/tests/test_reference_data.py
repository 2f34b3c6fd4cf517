"""The suite's own promise: every test finds Jepara's data, also after one that emptied the tables."""

import pytest

from dispatch.models import Agency, District, Village


def assert_data_is_whole() -> None:
    assert District.objects.count() == 16
    assert Village.objects.count() == 195
    assert Agency.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_data_is_there_before_the_tables_are_emptied():
    assert_data_is_whole()
    Village.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_data_is_put_back_after_the_tables_were_emptied():
    assert_data_is_whole()


@pytest.mark.django_db
def test_data_is_there_within_a_transaction():
    assert_data_is_whole()
