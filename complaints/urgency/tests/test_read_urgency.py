"""What counts as a sign of an emergency, what takes its force, and what the rules' file may say."""

from __future__ import annotations

import time
import tomllib
from copy import deepcopy

import pytest
from django.conf import settings

from complaints.checks import check_urgency_rules
from complaints.urgency import Rules, load_rules, read_urgency
from complaints.urgency.rules import RulesUnusable, build_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(settings.URGENCY_RULES)


def is_urgent(text: str, rules: Rules) -> bool:
    return read_urgency(text, rules=rules).is_urgent


@pytest.mark.parametrize(
    ("now", "not_now"),
    [
        ("Gudang terbakar", "Gudang dikhawatirkan terbakar"),
        ("Anak tenggelam di embung", "Kalau dibiarkan, bisa ada anak tenggelam di embung"),
        ("omahe kobong", "wedi omahe kobong"),
        ("Ada kebakaran di pasar", "Tidak ada kebakaran di pasar"),
        ("Ada kecelakaan di tikungan", "Minggu lalu ada kecelakaan di tikungan"),
        ("Ada ular masuk rumah", "Bagaimana cara mengusir ular masuk rumah"),
        ("Damkar tolong, ruko terbakar", "Mohon pelatihan damkar bila ruko terbakar"),
        ("geni murub gede", "geni wingi murub gede, wis mati"),
        ("Pasar banjir setinggi dada", "Pasar banjir pembeli"),
    ],
)
def test_the_same_words_count_when_it_happens_and_not_when_it_is_feared_past_asked_or_meant_otherwise(
    now, not_now, rules
):
    assert is_urgent(now, rules)
    assert not is_urgent(not_now, rules)


def test_a_word_of_now_undoes_what_only_sounds_past(rules):
    assert not is_urgent("Tahun lalu banjir masuk rumah", rules)
    assert is_urgent("Tahun lalu banjir, sekarang banjir masuk rumah lagi", rules)


def test_a_word_of_now_counts_only_where_it_says_that_it_happens(rules):
    assert is_urgent("Minggu lalu truk terguling masih melintang", rules)
    assert not is_urgent("Minggu lalu truk terguling masih ada bekas oli", rules)


def test_what_follows_a_turn_is_told_though_the_sentence_began_as_a_question(rules):
    asked = "Saya cuma tanya jadwal kalau anak tetangga tertabrak motor"
    assert not is_urgent(asked, rules)
    assert is_urgent(asked.replace("kalau", "tapi"), rules)


def test_a_feared_one_beside_a_real_one_does_not_hide_it(rules):
    reading = read_urgency("Jalan rawan tabrakan. Barusan ada yang tertabrak truk", rules=rules)
    assert [sign.group for sign in reading.signs] == ["traffic"]
    assert [sign.damped for sign in reading.damped] == ["fear"]


@pytest.mark.parametrize("spelling", ["KEBAKARAN", "kebakaraaaan", "Kebakarn", "kebakaraan", "kébakaran", "kebakaran2"])
def test_spelling_matters_little(spelling, rules):
    assert is_urgent(f"{spelling} di pasar", rules)


def test_a_faint_sign_needs_something_urgent_beside_it(rules):
    assert not is_urgent("Banjir di lapangan desa", rules)
    assert is_urgent("Banjir di lapangan desa, tolong segera", rules)


def test_the_places_of_the_words_are_those_of_the_text(rules):
    text = "Pak, tulung: OMAHE  mbah KOBONG!!"
    (sign,) = read_urgency(text, rules=rules).signs
    assert (text[sign.start : sign.end], sign.group) == ("KOBONG", "fire")


@pytest.mark.parametrize("text", ["", "\x00", "!!!", "🔥🔥", "1234", "\n\n", "ﷺ", "a" * 5000])
def test_odd_texts_are_read_and_say_nothing(text, rules):
    assert read_urgency(text, rules=rules).signs == []


@pytest.mark.parametrize("word", ["kalau kabel ", "kebakaran ", "tidak ", "air masuk ", "ada orang ", "a", "~ "])
def test_hostile_texts_are_read_within_a_blink(word, rules):
    text = (word * 4000)[:16000]
    start = time.process_time()
    read_urgency(text, rules=rules)
    assert time.process_time() - start < 0.5


def test_every_group_names_a_category_that_is_an_emergency(rules, db):
    from dispatch.models import Category, Track

    codes = set(Category.objects.filter(track=Track.EMERGENCY).values_list("code", flat=True))
    assert {group.category for group in rules.groups.values()} <= codes


@pytest.mark.parametrize(
    ("where", "wrong", "said"),
    [
        (("groups", "fire", "strong"), "api @nowhere", "no such list"),
        (("groups", "fire", "strong"), ".. api", "neither begins nor ends"),
        (("damping", "past", "scope"), "everywhere", "is none of"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_with_the_place(where, wrong, said):
    data = deepcopy(tomllib.loads(settings.URGENCY_RULES.read_text(encoding="utf-8")))
    part = data
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = wrong
    with pytest.raises(RulesUnusable, match=said):
        build_rules(data)


def test_a_file_that_is_not_there_is_found_by_the_check(settings, tmp_path):
    assert check_urgency_rules() == []
    settings.URGENCY_RULES = tmp_path / "nowhere.toml"
    assert "nowhere.toml" in check_urgency_rules()[0].msg
