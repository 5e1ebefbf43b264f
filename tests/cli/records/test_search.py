"""Search: every word that was written, and no query that fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlog.store import search
from mentorlog.system import shell
from tests.conftest import Mentee
from tests.journal_copies import cache_journal


def search_refs(mentee: Mentee, *words: str) -> list[str]:
    return [hit["ref"] for hit in mentee.does("search", *words)]


def test_words_are_found_in_every_noun(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Ruth Okafor", "--note", "knows the sponsor")
    mentee.does("goals", "add", "Face the sponsor")
    mentee.does("goals", "step", "g1", "Write to the sponsor")
    mentee.does("goals", "add", "Count", "--target", "3")
    mentee.does("goals", "progress", "g2", "1", "--note", "the sponsor was there")
    mentee.does("sessions", "add", "--at", "today 08:00")
    mentee.does("sessions", "held", "s1", "--notes", "About the sponsor")
    mentee.does("checkin", "--win", "Sponsor said yes")
    mentee.does("questions", "add", "What does a sponsor read?")
    mentee.does("feedback", "add", "You let the sponsor finish")
    mentee.does("achievements", "add", "Sponsor signed")
    assert sorted(search_refs(mentee, "sponsor")) == ["c1", "f1", "g1", "m1", "p1", "q1", "s1", "t1", "w1"]
    assert search_refs(mentee, "sponsor", "finish") == ["f1"]


def test_the_best_match_comes_first_and_of_many_the_newest(mentee: Mentee, monkeypatch: pytest.MonkeyPatch) -> None:
    mentee.does("questions", "add", "Sponsor, sponsor, who is a sponsor?")
    mentee.does("questions", "add", "Is the sponsor to be told before the board is asked for the decision?")
    mentee.does("questions", "add", "Does the board decide, or does somebody else whom nobody has named so far?")
    assert search_refs(mentee, "sponsor") == ["q1", "q2"]
    monkeypatch.setattr(search, "MAX_RANKED", 1)
    assert search_refs(mentee, "sponsor") == ["q2", "q1"]


@pytest.fixture
@cache_journal
def mentee_with_entries(mentee: Mentee) -> Mentee:
    """Somebody with a mentor, a goal and a session, who wrote about a sponsor."""
    mentee.does("mentors", "add", "Ruth Okafor", "--note", "knows the sponsor")
    mentee.does("goals", "add", "Face the sponsor")
    mentee.does("sessions", "add", "--at", "2026-11-30 15:00")
    mentee.does("questions", "add", "What does a sponsor read?", "--goal", "g1")
    mentee.does("questions", "add", "Does the sponsor know the budget?", "--session", "s1")
    mentee.does("feedback", "add", "You let the sponsor finish", "--on", "2026-10-05")
    mentee.does("lessons", "add", "Ask early", "--goal", "g1")
    mentee.does("lessons", "apply", "l1", "With the sponsor, twice")
    return mentee


@pytest.mark.parametrize("few", [0, 2000])
@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        (("--only", "questions"), ["q1", "q2"]),
        (("--only", "question,feedback"), ["f1", "q1", "q2"]),
        (("--only", "goal", "--only", "Mentors"), ["g1", "m1"]),
        (("--goal", "g1"), ["g1", "l1", "q1"]),
        (("--goal", "face"), ["g1", "l1", "q1"]),
        (("--session", "s1"), ["q2"]),
        (("--mentor", "ruth"), ["f1", "g1", "l1", "m1", "q1", "q2"]),
        (("--mentor", "m1", "--only", "feedback"), ["f1"]),
        (("--until", "2026-10-31"), ["f1"]),
        (("--since", "2026-10-05", "--until", "2026-10-05"), ["f1"]),
        (("--since", "yesterday"), ["g1", "l1", "m1", "q1", "q2"]),
        (("--since", "tomorrow"), []),
    ],
    ids=str,
)
def test_a_search_is_narrowed_by_noun_by_what_it_belongs_to_and_by_day(
    mentee_with_entries: Mentee, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], refs: list[str], few: int
) -> None:
    monkeypatch.setattr(search, "MAX_RANKED", few)
    assert sorted(search_refs(mentee_with_entries, "sponsor", *asked)) == refs


def test_a_word_with_a_dash_is_left_out_as_it_is_typed(mentee_with_entries: Mentee) -> None:
    assert "q2" in search_refs(mentee_with_entries, "sponsor", "--only", "questions")
    assert search_refs(mentee_with_entries, "sponsor", "-budget", "--only", "questions") == ["q1"]
    assert search_refs(mentee_with_entries, "--only", "questions", "-budget", "sponsor") == ["q1"]
    assert search_refs(mentee_with_entries, "sponsor", "-b*", "--since", "-30d", "--only=questions") == ["q1"]
    assert search_refs(mentee_with_entries, "sponsor", '-"the budget"', "--only", "questions") == ["q1"]
    assert [
        hit["ref"] for hit in mentee_with_entries.does("search", "--only", "questions", "--", "sponsor", "-budget")
    ] == ["q1"]


def test_only_words_to_leave_out_find_nothing_and_say_so(mentee_with_entries: Mentee) -> None:
    result = mentee_with_entries("search", "-budget")
    assert (result.code, result.out) == (0, "There are only words to leave out: add one that is to occur.\n")


def test_what_the_shell_was_given_in_quotes_stands_together(mentee_with_entries: Mentee) -> None:
    assert search_refs(mentee_with_entries, "the sponsor") == search_refs(mentee_with_entries, '"the sponsor"')
    assert "q1" not in search_refs(mentee_with_entries, "the sponsor") and "q1" in search_refs(
        mentee_with_entries, "a sponsor"
    )
    result = mentee_with_entries("search", "sponsor budget")
    assert "Nothing holds these words." in result.out and "without quotes" in result.err
    assert (
        search_refs(mentee_with_entries, "sponsor", "budget")
        == search_refs(mentee_with_entries, "sponsor bud*")
        == ["q2"]
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("sponsor", "--limt", "5"), "Did you mean --limit?"),
        (("sponsor", "--only", "questons"), "Did you mean questions"),
        (("sponsor", "--only", "mentors", "--goal", "g1"), "No mentor belongs to a goal."),
        (("sponsor", "--since", "today", "--until", "yesterday"), "Swap --since and --until."),
        (("sponsor", "--limit"), "--limit needs a value."),
        (("--limit", "3"), "needs WORDS"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_reported_with_what_can(
    mentee_with_entries: Mentee, asked: tuple[str, ...], message: str
) -> None:
    refused = mentee_with_entries.fails("search", *asked)
    assert refused.code == 2 and message in refused.err


def test_a_search_says_that_there_is_more(mentee_with_entries: Mentee) -> None:
    assert "2 of 6 hits: --limit shows more" in mentee_with_entries("search", "sponsor", "--limit", "2").out
    assert "There are more" not in mentee_with_entries("search", "sponsor", "--limit", "7").out
    assert len(search_refs(mentee_with_entries, "sponsor", "--limit", "2")) == 2


def test_accents_and_case_do_not_matter(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Où est le Café?")
    assert search_refs(mentee, "CAFE") == search_refs(mentee, "où") == search_refs(mentee, "ou") == ["q1"]


def test_words_that_begin_like_it_are_offered_where_there_are_any(mentee: Mentee) -> None:
    mentee.does("questions", "add", "How many interruptions are too many?")
    step = f"mentorlog search {shell.quote('interrup*')}   words that begin like that"
    assert step in mentee("search", "interrup").err
    assert "begin" not in mentee("search", "sponsor").err and "begin" not in mentee("search", "errup").err


def test_the_hit_is_marked_and_the_day_is_shown(mentee: Mentee) -> None:
    mentee.does("feedback", "add", "You let the sponsor finish", "--on", "2026-11-02")
    out = mentee("search", "sponsor").out
    assert "«sponsor»" in out and "2 Nov" in out
    assert mentee.does("search", "sponsor")[0] == {
        "ref": "f1", "day": "2026-11-02", "title": "You let the sponsor finish",
        "snippet": "You let the sponsor finish",
    }  # fmt: skip


def test_what_changes_is_found_anew_and_what_is_gone_is_not(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Who decides?")
    mentee.does("edit", "q1", "text=Who pays?")
    assert (search_refs(mentee, "decides"), search_refs(mentee, "pays")) == ([], ["q1"])
    mentee.does("undo")
    assert (search_refs(mentee, "decides"), search_refs(mentee, "pays")) == (["q1"], [])
    mentee.does("delete", "q1")
    assert search_refs(mentee, "decides") == []
    mentee.does("undo")
    assert search_refs(mentee, "decides") == ["q1"]


@pytest.mark.parametrize(
    "words", ['"', "*", "NEAR(", "a OR", "-x", "text:", "(", "^", "", " ", "'", "\x00", "a AND NOT"]
)
def test_no_query_can_fail(mentee: Mentee, words: str) -> None:
    mentee.does("questions", "add", "Who decides?")
    assert mentee("search", "--", words).code == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40))
def test_no_text_at_all_can_make_it_fail(mentee: Mentee, words: str) -> None:
    mentee("questions", "add", "Who decides?")
    assert mentee("search", "--", words).code == 0


def test_without_a_journal_nothing_is_found_and_no_file_is_made(mentee: Mentee) -> None:
    result = mentee("search", "sponsor")
    assert result.code == 0 and "questions add" in result.err
    assert not mentee.path.exists()


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("我们的项目预算明年谁来决定？", ("预算", "预算明年", "谁", "决定", "我们 决定", "预*")),
        ("会議のアジェンダを確認する", ("会議", "アジェンダ", "ｱｼﾞｪﾝﾀﾞ", "確認")),
        ("프로젝트를 누가 결정합니까", ("프로젝트", "결정", "누가")),
        ("ใครเป็นผู้ตัดสินใจเรื่องงบประมาณ", ("งบประมาณ", "ตัดสินใจ")),
        ("ໃຜເປັນຜູ້ຕັດສິນໃຈ", ("ຕັດສິນ",)),
        ("អ្នកណាសម្រេចចិត្ត", ("សម្រេច",)),
        ("ဘယ်သူဆုံးဖြတ်သလဲ", ("ဆုံးဖြတ်",)),
        ("परियोजना का बजट कौन तय करेगा", ("बजट", "परियोजना", "परि*")),
        ("Straßenbau in İstanbul ve Diyarbakır", ("STRASSENBAU", "strassenbau", "istanbul", "ISTANBUL", "DIYARBAKIR")),
        ("Ask Łukasz about the ﬁnal œuvre", ("lukasz", "final", "oeuvre", "ŁUKASZ")),
        ("The co\u00adoperation with zero\u200bwidth Rusla\u200dn", ("cooperation", "zerowidth", "ruslan")),
        ("Ｆｕｌｌ ｗｉｄｔｈ", ("full", "ｗｉｄｔｈ", "“full width”", "ｆｕ＊")),
        ("Signed 🎉 with 👩🏽‍💻", ("🎉", "👩‍💻", "signed 🎉")),
        ("Who wrote to ops@example.com about C++?", ("ops@example.com", "@example", "c++", "#ops", "example.com")),
    ],
    ids=ascii,
)
def test_words_are_found_in_every_script_and_stand_as_they_were_typed(
    mentee: Mentee, text: str, queries: tuple[str, ...]
) -> None:
    mentee.does("questions", "add", "Nothing of the kind")
    mentee.does("questions", "add", text)
    for query in queries:
        hits = mentee.does("search", *query.split(" "))
        assert [hit["ref"] for hit in hits] == ["q2"], query
        assert hits[0]["title"] == text
        assert "«" in mentee("search", *query.split(" ")).out, query
    assert mentee.does("show", "q2")["text"] == text
    mentee.does("edit", "q2", "text=Something else")
    assert all(search_refs(mentee, query) == [] for query in queries), "what is gone is found no more"


@pytest.mark.parametrize("words", ["预明", "年明", "定决", "스크", "งประ"])
def test_what_does_not_stand_in_a_row_is_no_word(mentee: Mentee, words: str) -> None:
    mentee.does("questions", "add", "我们的项目预算明年谁来决定 프로젝트 คบ ประมาณ")
    assert search_refs(mentee, words) == []


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Die große Straße", "strasse", "Die große «Straße»"),
        ("Die große Straße am Markt", "grosse str*", "Die «große» «Straße» am Markt"),
        ("Diyarbakır ve İstanbul", "istanbul", "Diyarbakır ve «İstanbul»"),
        ("Un cafe\u0301, un the\u0301", "cafe", "Un «café», un thé"),
        ("The co\u00adoperation", "cooperation", "The «co\u00adoperation»"),
        ("The ﬁnal word", "final", "The «ﬁnal» word"),
        ("明年的预算", "预算", "明年的«预算»"),
        ("hätte ﬀ ½ ℃ ok", "ok", "hätte ﬀ ½ ℃ «ok»"),
        ("snake_case and -dashes-", "case dashes", "snake_«case» and -«dashes»-"),
        ("பிரான்ஹாம் சொன்னார்", "சொன்னார்", "பிரான்ஹாம் «சொன்னார்»"),
    ],
    ids=ascii,
)
def test_the_very_letters_that_were_found_are_marked(mentee: Mentee, text: str, query: str, marked: str) -> None:
    mentee.does("questions", "add", text)
    assert marked in mentee("search", *query.split(" ")).out


@pytest.mark.parametrize(
    "query",
    ["AND zz", "a OR b", "NOT zz", "NEAR(a b)", "a*b", "^a", "text:a", "-", "--", "(", ")", "{a b}", "[", "+", "'",
     '"""', "*", "a" * 10_000,
     "我" * 10_000, "é " * 10_000, "🎉", "🎉" * 500, "\u0301\u0302", "\u200b", "\ufeff", "a\u0000b", "%",
     "_", "\\", ";--", "a NEAR/2 b", 'a"b', "“a", "−a", "a AND AND b", "x" * 500 + "*", "-a -b", "\U000e0041", "𝔘𝔫𝔦",
     "١٢٣"],
    ids=lambda query: ascii(query[:12]),
)  # fmt: skip
def test_whatever_is_typed_is_words(mentee: Mentee, query: str) -> None:
    mentee.does("questions", "add", "Who decides?")
    result = mentee("--json", "search", "--", query)
    assert result.code == 0 and result.data == []
    mentee.does("questions", "add", f"Before {query.replace(chr(0), '')[:900]} after")
    assert mentee("--json", "search", "--", query).code == 0


def test_operators_of_other_programs_are_words_to_look_for(mentee: Mentee) -> None:
    mentee.does("questions", "add", "Is it this and that OR NOT near(it)?")
    mentee.does("questions", "add", "Is it that?")
    for query in ("AND", "or", "NOT", "near(it)", "this AND that", '"or not near"'):
        assert search_refs(mentee, "--only", "questions", query) == ["q1"], query


def test_names_fold_as_words_do(mentee: Mentee) -> None:
    mentee.does("mentors", "add", "Işıl Groß")
    mentee.does("mentors", "add", "田中太郎")
    mentee.does("mentors", "add", "Seán O’Brien")
    mentee.does("mentors", "add", "Ru\u00adth Oka\u200bfor")
    for typed, ref in (
        ("isil", "m1"), ("IŞIL GROSS", "m1"), ("田中", "m2"), ("sean o'b", "m3"), ("Ruth Okafor", "m4"),
        ("ru\u200bth", "m4"), ("Ｒｕｔｈ", "m4"),
    ):  # fmt: skip
        assert mentee.does("show", typed)["ref"] == ref, typed
    mentee.does("feedback", "add", "You asked", "--who", "ruth okafor")
    assert search_refs(mentee, "asked", "--mentor", "Ruth O\u00adkafor") == ["f1"]


def test_a_byte_order_mark_on_stdin_is_no_letter(mentee: Mentee) -> None:
    mentee("questions", "add", "-", stdin="\ufeffWho decides?\nWho pays?\n".encode())
    mentee("lessons", "add", "-", stdin=b"\xef\xbb\xbfAsk early\n")
    assert [row["text"] for row in mentee.does("questions", "list")] == ["Who decides?", "Who pays?"]
    assert mentee.does("show", "l1")["text"] == "Ask early"


def test_a_query_of_signs_alone_gets_its_own_answer(mentee: Mentee) -> None:
    mentee.does("questions", "add", "§§ Who decides?")
    assert mentee("search", "§§").out == "Signs alone are not looked for: add a word or a number.\n"
    assert mentee("search", "sponsor").out == "Nothing holds these words.\n"
    assert "«decides»" in mentee("search", "§§", "decides").out


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("20.04", "«20.04»"),
        ("park.", "«park»."),
        ("ADR-016", "«ADR-016»"),
        ("@nasa", "ops@jpl.«nasa».gov"),
        ("#tag", "#«tag»"),
        ("50%", "«50»%"),
        ("don't use agents", "«don't use agents»"),
        ("don’t", "«don't»"),
        ("grammar::fa", "«grammar::fa»"),
        (".net", ".«NET»"),
        ("Downloads/transcripts", "«Downloads/transcripts»"),
        ("NEAR(a, b)", "«NEAR(a, b»)"),
        ('"--dry-run"', "--«dry-run»"),
        ("note%", "«note»%"),
        ("http://example.com/a?b=c", "«http://example.com/a?b=c»"),
        ("veľmi", "«velmi»"),
    ],
)
def test_what_made_other_programs_fail_is_found(mentee: Mentee, query: str, marked: str) -> None:
    mentee.does(
        "lessons", "add", "Ubuntu 20.04 at park. ADR-016: mail ops@jpl.nasa.gov #tag 50% or don't use agents. See"
        " grammar::fa .NET Downloads/transcripts NEAR(a, b) --dry-run note% http://example.com/a?b=c velmi",
    )  # fmt: skip
    assert marked in mentee("search", query).out
    assert search_refs(mentee, "--", "--dry-run") == ["l1"]
