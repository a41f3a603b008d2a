"""The arithmetic of Kennungen, against the definition of Crockford's base 32."""

import random
from itertools import islice

import pytest

from traiber.data.kennung import (
    ALPHABET,
    LENGTH,
    NUMBERS,
    check_character,
    from_number,
    is_misread,
    is_valid,
    mint,
    normalise,
)


def _sample(size: int) -> list[str]:
    source = random.Random(37)
    drawn = (from_number(source.randrange(NUMBERS)) for _ in iter(int, 1))
    return list(islice((kennung for kennung in drawn if kennung), size))


def test_alphabet_leaves_out_the_four_letters_that_crockford_leaves_out() -> None:
    assert set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABET) == set("ILOU")
    assert len(ALPHABET) == 32


def test_check_symbol_is_the_number_modulo_37_by_hand() -> None:
    # 0x12345 = 74565 = 2 * 32**3 + 8 * 32**2 + 26 * 32 + 5; 74565 = 2015 * 37 + 10, and 10 is A.
    assert check_character("0028T5") == "A"
    assert from_number(74565) == "0028T5A"
    # 36 = 1 * 32 + 4 and 73 = 2 * 32 + 9 leave 36, for which Crockford writes U.
    assert check_character("000014") == check_character("000029") == "U"


def test_numbers_with_a_check_symbol_outside_the_alphabet_have_no_kennung() -> None:
    without = [number for number in range(370) if from_number(number) is None]
    assert without == [37 * k + r for k in range(10) for r in range(32, 37)]


def test_every_single_wrong_character_is_found() -> None:
    for kennung in _sample(200):
        for at in range(LENGTH):
            for other in ALPHABET.replace(kennung[at], ""):
                assert not is_valid(kennung[:at] + other + kennung[at + 1 :])


def test_every_swap_of_two_neighbours_is_found() -> None:
    for kennung in _sample(5000):
        for at in range(LENGTH - 1):
            left, right = kennung[at : at + 2]
            if left != right:
                assert not is_valid(kennung[:at] + right + left + kennung[at + 2 :])


def test_typed_kennung_is_read_after_normalising_only() -> None:
    assert from_number(33) is None
    kennung = from_number(32 * 37)
    assert kennung == "0001500"
    assert not is_valid("ooo-i5oo")
    assert is_valid(normalise("ooo-i5oo"))
    assert is_valid(normalise("000l500"))


@pytest.mark.parametrize("text", ["", "000001", "00000011", "000001*", "000001U", "0000o11", "ÄÖÜ0011"])
def test_text_that_is_no_kennung_is_refused_without_an_error(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize("number", [-1, NUMBERS])
def test_number_outside_30_bits_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="1073741823"):
        from_number(number)


def test_check_character_refuses_what_is_not_six_characters() -> None:
    with pytest.raises(ValueError, match="six characters"):
        check_character("00000U")


def test_minting_passes_over_taken_unusable_and_misread_numbers() -> None:
    taken = {from_number(10**9)}
    # 10**9 is taken, 32 has no check letter, 1 is all digits and a spreadsheet drops its zeros.
    numbers = iter([10**9, 32, 1, 10**9 + 1])
    minted = mint({k for k in taken if k}, lambda below: next(numbers))
    assert minted == from_number(10**9 + 1)
    assert is_valid(minted)


def test_minted_kennungen_are_valid_distinct_and_never_read_as_numbers() -> None:
    source = random.Random(1)
    taken: set[str] = set()
    for _ in range(3000):
        taken.add(mint(taken, source.randrange))
    assert len(taken) == 3000
    assert all(is_valid(kennung) and not is_misread(kennung) for kennung in taken)


def test_minting_uses_the_systems_randomness_unless_told_otherwise() -> None:
    assert mint(set()) != mint(set())
