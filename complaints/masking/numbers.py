"""Finds phone, identity, account and card numbers, however they are written.

Digits are read as runs: atoms (digit strings, spelled digits, digits mixed with
look-alike letters) with a few signs between them. A run is judged by its length,
how it begins, and the words before and after it. A window of at most 20 atoms is
looked at, so the work grows with the text and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complaints.masking import number_words as data
from complaints.masking.kinds import Kind, Span
from complaints.masking.telling import read_telling
from complaints.masking.tokens import Word, Words
from complaints.ticket_numbers import is_valid

MOST_ATOMS = 20
LONGEST_GAP = 4
# Fewer spelled digits in a row than this are a count ("dua tiga orang"), not a number.
LEAST_SPELLED = 3
# Of the number of a connection, of an electric meter, and of a telephone with its area code.
LEAST_CUSTOMER, LEAST_METER, LEAST_PHONE = 7, 11, 9
# Of an account whose bank is said only behind it, or not at all.
LEAST_ACCOUNT = 9
_LONG_DIGITS = re.compile(r"\d{7,}")
_STRONG_GAP = re.compile(r"[.,]\s|\s[-–—/]\s|\)\s?[-/]\s?\(")
_CONTEXTS = (
    (data.NIK, Kind.NIK),
    (data.FAMILY_CARD, Kind.FAMILY_CARD),
    (data.PHONE, Kind.PHONE),
    (data.ACCOUNT, Kind.ACCOUNT),
    (data.CUSTOMER, Kind.CUSTOMER),
    (data.DOCUMENT, Kind.NUMBER),
)
CONTEXT_KIND = {word: kind for words, kind in _CONTEXTS for word in words}
CONTEXT_REACH = 4


@dataclass(frozen=True)
class Atom:
    """Digits without anything between them, and where they stand."""

    start: int
    end: int
    digits: str
    spelled: bool = False


def find_numbers(words: Words) -> list[Span]:
    """Return the spans of every number that points to a person."""
    spans: list[Span] = []
    for run in _split_runs(words.text, list(_read_atoms(words))):
        spans.extend(_judge_run(words, run))
    return [_widen(words.text, span) for span in spans]


def is_luhn(digits: str) -> bool:
    """Tell whether the check digit of a payment card fits (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_nik(digits: str) -> bool:
    """Tell whether 16 digits can be a NIK or KK: province, day (women: plus 40) and month fit."""
    if len(digits) != 16:
        return False
    day = int(digits[6:8]) % 40
    return 11 <= int(digits[:2]) <= 97 and 1 <= day <= 31 and 1 <= int(digits[8:10]) <= 12


def _read_atoms(words: Words) -> Iterator[Atom]:
    for place, word in enumerate(words.all):
        if word.text in data.SLOT_FIGURES and place and words[place - 1].low in data.SLOTS:
            continue
        if word.low in data.SPELLED:
            yield Atom(word.start, word.end, data.SPELLED[word.low], spelled=True)
            continue
        if word.low in data.FILLERS:
            yield Atom(word.start, word.end, "")
            continue
        digits = _read_digits(word.text)
        if digits:
            yield Atom(word.start, word.end, digits)
        else:
            for found in _LONG_DIGITS.finditer(word.text):
                yield Atom(word.start + found.start(), word.start + found.end(), _read_digits(found[0]))


def _read_digits(text: str) -> str:
    """Return the digits of a word made of digits and look-alikes only; empty for any other word."""
    read = [_read_digit(character) for character in text]
    return "".join(read) if all(read) and any(map(str.isdecimal, text)) else ""


def _read_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return data.LOOKALIKES.get(character, "") if value is None else str(value)


def _split_runs(text: str, atoms: list[Atom]) -> list[list[Atom]]:
    runs: list[list[Atom]] = []
    for atom in atoms:
        if runs and _joins(text, runs[-1], atom):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return [part for run in runs for part in _drop_counts(run)]


def _joins(text: str, run: list[Atom], atom: Atom) -> bool:
    gap = text[run[-1].end : atom.start]
    if not 0 < len(gap) <= LONGEST_GAP:
        return False
    # "0812,3456,7890": no sum of money begins so.
    commas = (run[-1].spelled and atom.spelled) or data.MOBILE_START.fullmatch(run[0].digits) is not None
    return all(_is_gap_sign(sign) or (commas and sign == ",") for sign in gap)


def _is_gap_sign(sign: str) -> bool:
    return sign in " .-/_()+·*~|" or (sign != "\n" and unicodedata.category(sign) in ("Zs", "Pd", "Cf", "Cc"))


def _drop_counts(run: list[Atom]) -> list[list[Atom]]:
    """Take out spelled digits that are too few to spell a number."""
    if sum(atom.spelled for atom in run) >= LEAST_SPELLED:
        return [run]
    parts: list[list[Atom]] = [[]]
    for atom in run:
        if atom.spelled:
            parts.append([])
        else:
            parts[-1].append(atom)
    return [part for part in parts if part]


def _judge_run(words: Words, run: list[Atom]) -> list[Span]:
    spans: list[Span] = []
    rest: list[list[Atom]] = [[]]
    for atom in run:
        kind = _judge(words, [atom]) if len(atom.digits) >= 9 else None
        if kind:
            spans.append(Span(atom.start, atom.end, kind))
            rest.append([])
        else:
            rest[-1].append(atom)
    for part in rest:
        spans.extend(_judge_part(words, part))
    return spans


def _judge_part(words: Words, atoms: list[Atom]) -> list[Span]:
    pieces = _cut(words.text, atoms)
    if len(pieces) > 1 and any(_judge(words, piece, alone=False) for piece in pieces):
        kinds = [_judge(words, piece) for piece in pieces]
        return [_span(piece, kind) for piece, kind in zip(pieces, kinds, strict=True) if kind]
    kind = _judge(words, atoms) if atoms else None
    return [_span(atoms, kind)] if kind else list(_slide(words, atoms))


def _cut(text: str, atoms: list[Atom]) -> list[list[Atom]]:
    pieces: list[list[Atom]] = []
    for atom in atoms:
        if pieces and not _STRONG_GAP.search(text[pieces[-1][-1].end : atom.start]):
            pieces[-1].append(atom)
        else:
            pieces.append([atom])
    return pieces


def _slide(words: Words, atoms: list[Atom]) -> Iterator[Span]:
    """Look for numbers inside a run that is none as a whole ("0812 3456 7890 0813 4567 8901")."""
    start = 0
    while start < len(atoms):
        longest = min(len(atoms), start + MOST_ATOMS)
        ends = range(longest, start, -1) if longest - start < len(atoms) or start else range(longest - 1, start, -1)
        found = next(((end, kind) for end in ends if (kind := _judge(words, atoms[start:end], alone=False))), None)
        if found:
            yield _span(atoms[start : found[0]], found[1])
        start = found[0] if found else start + 1


def _span(atoms: Sequence[Atom], kind: Kind) -> Span:
    telling = [atom for atom in atoms if atom.digits]
    return Span(telling[0].start, telling[-1].end, kind)


def _judge(words: Words, atoms: Sequence[Atom], *, alone: bool = True) -> Kind | None:
    """Return what these digits are, or None. `alone`: they are not cut out of more digits."""
    digits = "".join(atom.digits for atom in atoms)
    if not 6 <= len(digits) <= 24:
        # Longer than any number of a person, and yet not a figure anybody reports.
        return Kind.NUMBER if alone and len(digits) > 24 and not _is_amount(words, atoms) else None
    if data.MOBILE.fullmatch(digits) and not _is_ticket(words, atoms, digits, named=True):
        return None if _is_innocent(words, atoms) else Kind.PHONE
    context = _find_context(words, atoms, len(digits)) if alone else None
    # Of "idpel 523110045678" the check digit of a ticket fits by chance.
    is_ticket = _is_ticket(words, atoms, digits, named=context is not None)
    if is_ticket or _is_amount(words, atoms) or _is_innocent(words, atoms):
        return None
    return _judge_by_context(digits, context) or _judge_by_form(digits, atoms, alone=alone)


def _judge_by_context(digits: str, context: Kind | None) -> Kind | None:
    size = len(digits)
    if context in (Kind.NIK, Kind.FAMILY_CARD) and 13 <= size <= 18:
        return context
    if context == Kind.ACCOUNT:
        return Kind.ACCOUNT
    if context == Kind.CUSTOMER and size >= LEAST_CUSTOMER:
        return Kind.CUSTOMER
    if context == Kind.PHONE and size <= 15:
        return Kind.PHONE
    if context == Kind.NUMBER and size >= LEAST_CUSTOMER:
        return Kind.NUMBER
    return None


def _judge_by_form(digits: str, atoms: Sequence[Atom], *, alone: bool) -> Kind | None:
    if is_nik(digits):
        return Kind.NIK
    if data.LANDLINE.fullmatch(digits):
        return Kind.PHONE
    if 15 <= len(digits) <= 19 and is_luhn(digits):
        return Kind.ACCOUNT
    if not alone or data.STAMP.fullmatch(digits):
        return None
    if len(digits) >= 13:
        return Kind.NIK if len(digits) == 16 else Kind.NUMBER
    return Kind.PHONE if all(atom.spelled or not atom.digits for atom in atoms) else None


def _find_context(words: Words, atoms: Sequence[Atom], size: int) -> Kind | None:
    """Return what the nearest telling word before says the number is, or the name of a bank behind it."""
    for readings in read_telling(words, atoms[0].start, most=CONTEXT_REACH):
        if data.AMOUNT_BEFORE.intersection(readings) or (size < LEAST_METER and data.METER.intersection(readings)):
            return None
        kind = next((CONTEXT_KIND[reading] for reading in readings if reading in CONTEXT_KIND), None)
        if kind is None and size >= LEAST_ACCOUNT and data.TRANSFER.intersection(readings):
            kind = Kind.ACCOUNT
        if kind is not None:
            return kind
    after = words.after(atoms[-1].end)
    return Kind.ACCOUNT if after is not None and after.low in data.BANKS and size >= LEAST_ACCOUNT else None


def _is_amount(words: Words, atoms: Sequence[Atom]) -> bool:
    before: list[Word] = words.before(atoms[0].start, most=1, reach=3)
    after = words.after(atoms[-1].end)
    if before and before[0].low in data.AMOUNT_BEFORE:
        return True
    # "(0291) 593 421 jam kerja": nobody counts anything from a nought on.
    is_code = atoms[0].digits.startswith("0") and sum(len(atom.digits) for atom in atoms) >= LEAST_PHONE
    return not is_code and bool(after and after.low in data.UNIT_AFTER)


def _is_innocent(words: Words, atoms: Sequence[Atom]) -> bool:
    return len(atoms) > 1 and data.INNOCENT.fullmatch(words.text, atoms[0].start, atoms[-1].end) is not None


def _is_ticket(words: Words, atoms: Sequence[Atom], digits: str, *, named: bool) -> bool:
    """Tell whether this is a ticket number; one that could be a phone must be `named` as a ticket."""
    if not is_valid(digits) or any(atom.spelled for atom in atoms):
        return False
    return not named or any(word.low in data.TICKET for word in words.before(atoms[0].start, most=CONTEXT_REACH))


def _widen(text: str, span: Span) -> Span:
    """Take along the "+" or "(" that begins a number."""
    start = span.start
    while start and span.start - start < 2 and text[start - 1] in "+(":
        start -= 1
    opened, closed = text[start : span.end].count("("), text[start : span.end].count(")")
    end = span.end + 1 if opened > closed and text[span.end : span.end + 1] == ")" else span.end
    return Span(start if opened <= closed or end > span.end else span.start, end, span.kind)
