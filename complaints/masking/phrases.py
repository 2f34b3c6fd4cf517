"""What announces a name in several words; the name begins right behind."""

from __future__ import annotations

import re

PHRASES = re.compile(
    r"(?<![^\W_])(?:a\s?[./]\s?n\b\.?|an\.|atas nama|bernama|(?:per)?kenalkan,? (?:nama )?(?:saya|kami)|"
    r"nam[ai](?:ne)? (?:lengkap )?(?:(?:ibu|bapak|anak|suami|istri) )?(?:saya|kulo|kula|aku)\b|nama lengkap|namanya|"
    r"namane|"
    r"naminipun|asmane|asmanipun|jenengku|nama (?:pelaku|korban|pemilik|sopir|anak|pelapor|pasien)|nama(?=\s?[:=])|"
    r"pelapor(?=\s?:)|hormat (?:saya|kami),?|ttd|tertanda|alias|namaku|wassalam\w*(?:\s+wr\.?\s*wb\.?)?,|"
    r"(?-i:(?<!\d )an(?=\s[A-Z][a-z])))"
    r"(?:\s+(?:adalah|yaitu|ialah|yakni|nggih))?\s?[:.=]?\s?",
    re.IGNORECASE,
)
# The same of phrases that say other things as often, and of fields of a form: the name has its capital.
CAPITAL_PHRASES = re.compile(
    r"(?<![^\W_])(?:di(?:panggil|kenal|sebut)|dijuluki|sebut saja|panggil(?:an|ane)?(?: saja)?|panggilannya|julukannya|"
    r"jenenge|nama (?:ibu|bapak|ayah|suami|istri|panggilan|kami)|"
    r"(?:pengirim|pemohon|saksi|korban|pelaku|pemilik|ketua|bendahara|sekretaris|penerima|koordinator|sopir|pasien|kontak|"
    r"cp|u\.?p|penanggung jawab|narahubung|contact person)(?=\s?[:.]))"
    r"\s?[:.]?\s?[\"“']?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
# Before villages, streets and lists as often: here the name has its capital, and is a row or known.
DOUBTFUL_PHRASES = re.compile(
    r"(?<![^\W_])(?:nama|jeneng|asma|bertanda ?tangan(?: di ?bawah(?: ini)?)?|di ?bawah ini|dengan hormat|"
    r"berinisial|identitas(?:nya)?|diwakili(?: oleh)?)"
    r"\s?[:,]?\s?(?:saya|kami|kula|kulo)?\s?[:,]?\s?[\"“']?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
