"""From typed words to a village."""

import pytest

from complaints.place_search import label_village, list_villages, search_villages

pytestmark = pytest.mark.django_db


def search(typed):
    return search_villages(typed=typed, villages=list_villages())


def test_every_label_finds_its_own_village_and_no_other():
    for village in list_villages():
        found = search(label_village(village))
        assert found.is_certain
        assert found.villages == [village]


@pytest.mark.parametrize("typed", ["bandengan", "BANDENGAN", "desa bandengan", "Bandengan, Jepara", " bandeng "])
def test_a_name_is_found_however_it_is_typed(typed):
    found = search(typed)
    assert found.is_certain
    assert found.villages[0].name == "Bandengan"


def test_a_district_lists_its_villages_without_choosing():
    found = search("karimunjawa")
    assert len(search("kec. mlonggo").villages) > 1
    assert not search("kec. mlonggo").is_certain
    assert found.villages[0].name == "Karimunjawa"


def test_a_spelling_mistake_gets_a_guess_that_is_never_taken_for_certain():
    found = search("bandenggan")
    assert "Bandengan" in [village.name for village in found.villages]
    assert not found.is_certain


@pytest.mark.parametrize("typed", ["", "   ", "desa", "!!!", "Atlantis", "🙂"])
def test_what_names_no_village_finds_none(typed):
    assert search(typed).villages == []
