"""Sealed values open with their key and with no other, and never show or lose what they hold."""

from __future__ import annotations

import pytest

from jepara_tanggap.encryption import (
    CannotDecrypt,
    decrypt_text,
    encrypt_text,
    hash_lookup,
    is_sealed,
    key_id,
    make_key,
    newest_prefix,
    reencrypt_text,
)

OLD, NEW = make_key(), make_key()


@pytest.mark.parametrize("text", ["Sri Wahyuni", "+6281234567890", "Jl. Kartini 12 – RT 3", "e1.not.sealed", "𝒮" * 900])
def test_a_sealed_text_reads_the_same_and_never_twice_alike(text):
    sealed = encrypt_text(text)
    assert text not in sealed
    assert decrypt_text(sealed) == text
    assert sealed != encrypt_text(text)


def test_no_text_stays_no_text():
    assert encrypt_text("") == decrypt_text("") == hash_lookup("", "phone") == ""


def test_the_newest_key_seals_and_older_ones_still_open(settings):
    settings.DATA_KEYS = [OLD]
    sealed = encrypt_text("Sri")
    settings.DATA_KEYS = [NEW, OLD]
    assert decrypt_text(sealed) == "Sri"
    assert encrypt_text("Sri").startswith(f"e1.{key_id(NEW)}.")
    moved = reencrypt_text(sealed)
    settings.DATA_KEYS = [NEW]
    assert decrypt_text(moved) == "Sri"
    assert reencrypt_text(moved) == moved


def test_a_missing_key_is_named_and_the_value_is_not(settings):
    settings.DATA_KEYS = [OLD]
    sealed = encrypt_text("Sri")
    settings.DATA_KEYS = [NEW]
    with pytest.raises(CannotDecrypt, match=key_id(OLD)) as refused:
        decrypt_text(sealed)
    assert sealed not in str(refused.value)


@pytest.mark.parametrize("change", [lambda s: s[:-4] + "AAA=", lambda s: s[: len(newest_prefix())], lambda s: "Sri"])
def test_an_altered_cut_or_open_value_is_refused(change):
    broken = change(encrypt_text("Sri"))
    for read in (decrypt_text, lambda stored: reencrypt_text(stored.replace(newest_prefix(), "e1.00000000."))):
        with pytest.raises(CannotDecrypt):
            read(broken)


def test_hashes_need_the_look_up_key_only_and_differ_by_purpose(settings):
    phone = hash_lookup("+6281234567890", "phone")
    settings.DATA_KEYS = [NEW]
    assert hash_lookup("+6281234567890", "phone") == phone
    assert hash_lookup("+6281234567890", "email") != phone
    settings.LOOKUP_KEY = "another"
    assert hash_lookup("+6281234567890", "phone") != phone
    assert not is_sealed(phone)
