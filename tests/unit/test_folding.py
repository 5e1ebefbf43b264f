"""The one fold of search and names: what counts as the same word in every script, and what does not."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.folding import fold, fold_each, fold_words


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Straße", "STRASSE"),
        ("GROẞ", "groß"),
        ("ISPARTA", "ısparta"),
        ("İstanbul", "istanbul"),
        ("ﬁnal oﬃce", "final office"),
        ("Œuvre, Æther", "oeuvre, aether"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("ﾊﾞｽ", "バス"),
        ("Łukasz Ørsted Đặng", "lukasz orsted dang"),
        ("cafe\u0301", "CAFÉ"),
        ("Άλφα ΤΕΛΟΣ", "αλφα τελος"),
        ("Ёлка Йод", "елка иод"),
        ("co\u00adoperate", "cooperate"),
        ("Ru\u200bth\u200d Oka\u2060for\ufeff", "ruth okafor"),
        ("O’Brien – well‐known", "o'brien - well-known"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("❤️", "❤"),
    ],
    ids=ascii,
)
def test_what_a_reader_takes_for_the_same_folds_to_the_same(text: str, other: str) -> None:
    assert fold(text) == fold(other)
    assert fold_words(text) == fold_words(other)


@pytest.mark.parametrize(
    ("text", "other"),
    [("か", "が"), ("ขาว", "ข้าว"), ("मन", "मान"), ("한", "하"), ("o", "a"), ("ハ", "バ"), ("บู", "บ")],
    ids=ascii,
)
def test_what_makes_another_word_is_kept(text: str, other: str) -> None:
    assert fold(text) != fold(other)


def test_each_character_of_a_script_without_spaces_is_a_word() -> None:
    assert fold_words("我们2026年 plan").split() == ["我", "们", "2026", "年", "plan"]
    assert fold_words("프로젝트를") == "프 로 젝 트 를"
    assert fold_words("プロジェクト・会議") == "プ ロ ジ ェ ク ト 会 議"
    assert fold_words("ประชุม").split() == list("ประชุม")
    assert fold_words("हिन्दी भाषा") == "हिन्दी भाषा", "a script with spaces keeps its words"
    assert fold_words("done 🎉🎉 ©") == "done 🎉 🎉"


def test_every_character_there_is_folds_once_and_for_all() -> None:
    """What is folded does not change when it is folded again, else a query would miss it."""
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        if unicodedata.category(sign) not in ("Cn", "Co", "Cs"):  # what nobody has given a meaning
            for fold_sign in (fold_words, fold):
                folded = fold_sign(sign)  # most are so already
                assert folded == sign or fold_sign(folded) == folded, hex(code)


@given(st.text(max_size=60))
def test_case_and_form_never_matter(text: str) -> None:
    words = fold_words(text)
    assert words == " ".join(words.split(" ")).strip() and "  " not in words
    assert fold_words(unicodedata.normalize("NFD", text)) == words
    assert len(fold_each(text)) == len(text)
