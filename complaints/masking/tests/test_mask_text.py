"""What the masks do to a text, beyond how much they find: they read naturally, hold still, and never hang."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.masking import Kind, mask_text
from complaints.masking.numbers import is_luhn, is_nik
from complaints.masking.tests.labelled import SETS, read_sentences
from complaints.ticket_numbers import is_valid

PIECES = (
    "Pak Slamet", "bu tini", "0812-3456-7890", "nol delapan satu dua", "3320011234567890", "NIK", "rek BRI",
    "K 1234 ABC", "Jl. Pemuda No. 12", "RT 02/RW 05", "a at b dot com", "[nama]", "[nomor telepon]",
    "Rp 1.500.000", "atas nama", "H.", "no", "12", "\n", ", ", "saya", "Ahmad", "+62", "(", ")", "ß", "İ", "٠٨١٢",
    "\u200b", "😀", "rumah", "blok", "dr.",
)  # fmt: skip


def test_masks_read_naturally():
    text = "Pak Slamet, Jl. Pemuda No. 12 RT 02/RW 05, hp 0812-3456-7890, mobil K 1234 ABC."
    assert mask_text(text).text == (
        "Pak [nama], Jl. Pemuda No. [nomor rumah] RT 02/RW 05, hp [nomor telepon], mobil [plat nomor]."
    )


def test_spans_point_into_the_original():
    text = "NIK 3320011234567890, surel a@b.id"
    found = [(text[span.start : span.end], span.kind) for span in mask_text(text).spans]
    assert found == [("3320011234567890", Kind.NIK), ("a@b.id", Kind.EMAIL)]


def test_a_name_said_once_with_an_honorific_is_known_in_the_rest_of_the_text():
    assert (
        mask_text("Pak Sugeng marah. Kemarin Sugeng mengancam.").text == "Pak [nama] marah. Kemarin [nama] mengancam."
    )


def test_a_word_of_every_day_is_a_name_behind_an_honorific_and_a_word_alone():
    text = "Gus Hakim dan Bu Murah datang. Murah sekali, kata Pak Hakim."
    assert mask_text(text).text == "Gus [nama] dan Bu [nama] datang. Murah sekali, kata Pak Hakim."


def test_a_name_that_nothing_announces_is_found_but_not_what_is_called_after_it():
    text = "Kemarin Sutrisno membakar sampah di Jl. Raya Suparman, dekat CV Sukarni Jaya."
    assert mask_text(text).text == "Kemarin [nama] membakar sampah di Jl. Raya Suparman, dekat CV Sukarni Jaya."


def test_both_names_of_a_lineage_and_the_owner_beside_a_phone_are_found():
    assert mask_text("Karmolo bin Sadi").text == "[nama] bin [nama]"
    assert mask_text("hubungi Menoko 0812-3456-7890").text == "hubungi [nama] [nomor telepon]"


def test_a_number_of_a_thing_is_found_with_its_letters_and_a_year_or_a_sum_beside_its_paper_is_not():
    text = "noka MH1JM2118KK446720, nomor mesin: JM21E-1446720, IMEI 1 356914107722083. STNK 2019-2023, BPKB 250.000."
    assert mask_text(text).text == "noka [nomor], nomor mesin: [nomor], IMEI 1 [nomor]. STNK 2019-2023, BPKB 250.000."


def test_a_model_is_no_plate_and_hides_none_behind_it():
    assert (
        mask_text("L300 bak terbuka, T 120 SS, L300 K-9023-NV").text == "L300 bak terbuka, T 120 SS, L300 [plat nomor]"
    )
    assert (
        mask_text("mobil L 300 AB, nopol K 1234 yang kabur").text == "mobil [plat nomor], nopol [plat nomor] yang kabur"
    )


def test_a_row_of_houses_is_found_whole_and_what_is_counted_beside_one_is_not():
    assert mask_text("Dari nomor 10 sampai nomor 26 di Jl. Flamboyan").text == (
        "Dari nomor [nomor rumah] sampai nomor [nomor rumah] di Jl. Flamboyan"
    )
    text = "Jl. Kenanga No. 5, 7 dan 9 gelap. Jl. Mawar No. 5, 3 anak sakit."
    assert mask_text(text).text == (
        "Jl. Kenanga No. [nomor rumah], [nomor rumah] dan [nomor rumah] gelap. "
        "Jl. Mawar No. [nomor rumah], 3 anak sakit."
    )


def test_a_lane_a_row_of_lamps_and_the_number_of_a_letter_are_no_houses():
    for text in (
        "Jl. Kauman Gang 2 banjir",
        "tiang nomor 10 sampai nomor 26 di Jl. Flamboyan",
        "surat kami bernomor 005/12/III/2026",
    ):
        assert mask_text(text).text == text


def test_a_street_called_after_somebody_in_the_text_stays_and_they_do_not():
    assert mask_text("Mbak Kartini di Jl. R.A. Kartini. Kartini marah.").text == (
        "Mbak [nama] di Jl. R.A. Kartini. [nama] marah."
    )
    assert mask_text("Pak Sugeng, di jalan Sugeng mengancam").text == "Pak [nama], di jalan [nama] mengancam"


def test_neng_is_a_place_in_javanese_and_a_title_before_a_name():
    places = frozenset({"troso"})
    assert mask_text("banyu neng Troso, kata Neng Siti", places=places).text == "banyu neng Troso, kata Neng [nama]"


def test_an_agency_is_nobody_and_whoever_works_for_it_is_somebody():
    text = "petugas PLN lama, petugas Dukcapil Hendrik ketus, koordinator lapangan Kang Wakhid"
    assert mask_text(text).text == "petugas PLN lama, petugas Dukcapil [nama] ketus, koordinator lapangan Kang [nama]"


def test_whoever_gives_a_phone_behind_their_name_is_found_and_accounts_of_platforms_stay():
    assert mask_text("saya Nova, 0857 1234 5678, ig @bu.tini.snack").text == (
        "saya [nama], [nomor telepon], ig @bu.tini.snack"
    )


def test_extra_phrases_are_masked_whatever_their_case_and_spacing():
    masked = mask_text("Warung MBOK  JUM di pasar, warung mbok jumini tidak.", extra=["mbok jum", " "])
    assert masked.text == "Warung [disamarkan] di pasar, warung mbok [nama] tidak."


def test_a_lifted_false_alarm_stays_readable_and_nothing_else_does():
    text = "Bu Rahayu menjual di kios Bu Rahayu, dekat Bu Tini."
    assert mask_text(text, lifted=["rahayu"]).text == "Bu Rahayu menjual di kios Bu Rahayu, dekat Bu [nama]."


def test_a_phrase_added_by_a_person_wins_over_one_that_was_lifted():
    assert "[disamarkan]" in mask_text("Bu Rahayu", extra=["Bu Rahayu"], lifted=["rahayu"]).text


def test_a_village_behind_an_office_stays_and_behind_an_honorific_is_a_name():
    places = frozenset({"bondo", "bandengan"})
    assert mask_text("Pak Lurah Bandengan dan Pak Bondo", places=places).text == "Pak Lurah Bandengan dan Pak [nama]"


def test_a_phone_that_could_be_a_ticket_number_is_a_phone_unless_called_a_ticket():
    number = "081200000007"  # its check digit fits
    assert mask_text(f"hubungi {number}").text == "hubungi [nomor telepon]"
    assert mask_text(f"nomor tiket {number}").text == f"nomor tiket {number}"


def test_what_is_called_another_number_is_no_ticket_though_its_check_digit_fits():
    number = "523110045678"
    assert is_valid(number)
    assert mask_text(f"idpel {number}").text == "idpel [nomor pelanggan]"
    assert mask_text(f"aduan {number}").text == f"aduan {number}"


def test_what_tells_a_number_tells_it_split_and_dotted_too():
    for words in ("ID PEL", "id.pel", "I.D. PEL", "i d pelanggan", "nomer meterane", "no. samb", "no pel"):
        assert mask_text(f"{words} 52401190334").text == f"{words} [nomor pelanggan]"
    assert mask_text("cukup wae 1234567 lembar").text == "cukup wae 1234567 lembar"
    assert mask_text("stand meter 0451233").text == "stand meter 0451233"


def test_blocks_are_found_where_people_live_and_stay_where_they_sell():
    assert mask_text("kontrakan blok B/3, Perum Asri blok D 3-8 dan D9, kos blok C no 4").text == (
        "kontrakan blok [nomor rumah], Perum Asri blok [nomor rumah] dan [nomor rumah], kos blok [nomor rumah]"
    )
    for text in ("los blok B/3 Pasar Mayong", "kios blok A no 12", "makam blok A 12", "Blokir 24 jam"):
        assert mask_text(text).text == text


def test_the_second_house_of_a_row_is_found_whatever_stands_behind_it():
    assert mask_text("rumah no 11 sampai no 23, warga gelap").text == (
        "rumah no [nomor rumah] sampai no [nomor rumah], warga gelap"
    )
    text = "Jl. Pemuda 45-47 banjir, Jl. Pemuda 5-6 Agustus ditutup, Jl. Pemuda 2-3 titik"
    assert mask_text(text).text == text.replace("45-47", "[nomor rumah]")


def test_the_capitals_beside_a_name_belong_to_it_within_a_sentence():
    assert mask_text("ini Wardoyo Sholbakul Hadi").text == "ini [nama]"
    assert mask_text("Sdr. Bayu Aji", places=frozenset({"aji"})).text == "Sdr. [nama]"
    assert mask_text("Melihat Sutrisno lari").text == "Melihat [nama] lari"


def test_whoever_stands_beside_a_person_is_one():
    assert mask_text("tadi Suparman sama Kurwatno berangkat").text == "tadi [nama] sama [nama] berangkat"
    assert mask_text("Pak Suparman dan Puskesmas").text == "Pak [nama] dan Puskesmas"


def test_kin_and_work_announce_a_name_with_its_capital():
    text = "mbahku Kurwatno, bojone Zilfa, mandor proyek Wurdoyo, juru kunci Sompil"
    assert mask_text(text).text == "mbahku [nama], bojone [nama], mandor proyek [nama], juru kunci [nama]"
    for text in ("bapakku Petani", "ketua koperasi Barokah", "mandor proyek Jalan Lingkar", "guru kelas 3"):
        assert mask_text(text).text == text


def test_a_doubtful_phrase_announces_a_row_of_capitals():
    assert mask_text("nama Wurdoyo Katmin, usia 17").text == "nama [nama], usia 17"
    assert mask_text("nama Desa Bondo, nama Facebook").text == "nama Desa Bondo, nama Facebook"


def test_three_syllables_behind_a_surname_are_a_name():
    assert mask_text("anjing punya Liem Hok Tjwan lepas").text == "anjing punya [nama] lepas"
    assert mask_text("Toko Liem Hok Tjwan").text == "Toko Liem Hok Tjwan"


def test_what_is_asked_of_somebody_is_no_name():
    for text in ("pak rahasiakan", "bu tulungi", "pak tambalen", "pak dalane rusak", "ibu penelepon", "Pak Ulu-ulu"):
        assert mask_text(text).text == text
    assert mask_text("pak sutarsono").text == "pak [nama]"


def test_a_stall_called_after_somebody_stays_and_a_workshop_of_somebody_does_not():
    text = "Bakso Pak Kumis, di Warung Mak Yah, bengkel Mas Fajar"
    assert mask_text(text).text == "Bakso Pak Kumis, di Warung Mak Yah, bengkel Mas [nama]"


def test_hidden_signs_and_foreign_digits_do_not_help():
    assert mask_text("0812\u200b3456\u200b7890").text == "[nomor telepon]"
    assert mask_text("０８１２３４５６７８９０").text == "[nomor telepon]"
    assert mask_text("٠٨١٢٣٤٥٦٧٨٩٠").text == "[nomor telepon]"


def test_what_is_masked_in_round_one_is_not_read_again_as_text():
    for mask in ("Pak [nama] Slamet", "rumah [nomor rumah] 12", "rek [rekening]"):
        assert mask_text(mask).text == mask_text(mask_text(mask).text).text


def test_card_and_identity_checks_hold():
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")
    assert is_nik("3320016505900002")
    assert not is_nik("3320013205900002")


@pytest.mark.parametrize("name", SETS)
def test_masking_labelled_sentences_twice_changes_nothing(name):
    for sentence in read_sentences(name):
        once = mask_text(sentence.text).text
        assert mask_text(once).text == once


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30), st.sampled_from([" ", "", ", "]))
def test_masking_twice_changes_nothing_and_spans_are_in_order(pieces, glue):
    text = glue.join(pieces)
    masked = mask_text(text)
    assert mask_text(masked.text).text == masked.text
    ends = [0]
    for span in masked.spans:
        assert ends[-1] <= span.start < span.end <= len(text)
        ends.append(span.end)


def _hostile_texts() -> dict[str, str]:
    dice = random.Random(1)
    units = (
        "1", "1 ", "1.", "satu ", "pak ", "Pak Slamet ", "a@", "a at b dot ", "a.", "-", "(", "K 1 ", "no ", "jl a ",
        "Jl Pemuda ", "blok a ", " ", "a.n. ", "nama saya ", "[nama] ", "[", "0812 3456 7890 ", "08", "https://", "o0",
        "a titik ", "Saya A B C ", "Slamet ", "Drs. H. ", "0\u200b8\u200b", "\n", "😀", "rt 1 rw 2 no 3 ", "1234-IV ",
        "no 5 dan ", "no 5, ", "jl a no 5 sampai no ", "noka A1 ", "noka no ", "A1", "L300 ", "L300 K ", "@a.", " @a.b",
        "email ku a @ ", "neng A ", "jl. Slamet ", "petugas pln ", "saya Nova, 08", "koordinator lapangan Kang ",
        "i. ", "id pel no ", "blok B/3 ", "blok B3 dan ", "Liem Hok Tjwan ", "nama A B ", "mandor proyek ",
        "Slamet dan Tono ", "Jl. Pemuda 4-5 ", "mbahku A ",
    )  # fmt: skip
    texts = {unit: (unit * 4000)[:4000] for unit in units}
    texts["Pak + Slamet"] = ("Pak " + "Slamet " * 700)[:4000]
    texts["dice"] = "".join(dice.choice("08 .-@aKnopk[]()/\nPS") for _ in range(4000))
    return texts


@pytest.mark.parametrize(("unit", "text"), _hostile_texts().items())
def test_hostile_text_does_not_hang_the_rules(unit, text):
    """No figure of speed: backtracking gone wild takes minutes, and the processor's own
    clock does not run while others have the machine."""
    begun = time.thread_time()
    mask_text(text * 4)
    assert time.thread_time() - begun < 5.0
