import pytest

from chat.models import Conversation
from chat.records.search import SNIPPET_CHARS, Piece, parse_terms, said_in, snippet, with_hit, with_public_id
from chat.transcript import Speaker
from tests.records.rows import talk

USER, MODEL = Speaker.USER, Speaker.MODEL


def found(words: str) -> list[Conversation]:
    terms = parse_terms(words)
    return list(with_hit(said_in(Conversation.objects.order_by("started_at"), terms), terms))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("red picture", ("red", "picture")),
        ('"red picture" blue', ("red picture", "blue")),
        ('"red   picture"', ("red picture",)),
        ('red red "red"', ("red",)),
        ('an "open quote', ("an", "open", "quote")),
        ('"" " "', ()),
        ("   ", ()),
        ("nul\0byte", ("nul", "byte")),
        (" ".join(f"word{n}" for n in range(5_000)), tuple(f"word{n}" for n in range(12))),
    ],
)
def test_words_and_phrases_are_told_apart(text: str, terms: tuple[str, ...]) -> None:
    assert parse_terms(text) == terms


@pytest.mark.django_db
class TestSearch:
    def test_either_side_s_words_are_found_in_any_case(self) -> None:
        conversation = talk((USER, "What COLOUR is it?"), (MODEL, "It is Red."))
        talk((USER, "Good morning"))
        assert found("colour") == [conversation]
        assert found("red") == [conversation]

    def test_letters_beyond_ascii_have_cases_too(self) -> None:
        conversation = talk((USER, "ÜBER ÉTÉ ДОМ"))
        for words in ("über", "été", "дом"):
            assert found(words) == [conversation]

    def test_all_words_must_occur_anywhere_in_the_conversation(self) -> None:
        both = talk((USER, "a red picture"), (MODEL, "and a blue one"))
        talk((USER, "only red"))
        assert found("blue red") == [both]

    def test_a_phrase_occurs_as_it_stands(self) -> None:
        phrase = talk((USER, "a red picture"))
        talk((USER, "a picture that is red"))
        assert found('"red picture"') == [phrase]

    def test_a_conversation_is_found_once_however_often_it_was_said(self) -> None:
        conversation = talk(*[(USER, "red and red")] * 5)
        assert found("red") == [conversation]

    @pytest.mark.parametrize("words", ["%", "_", ".*", "\\", "(", "'; DROP TABLE chat_utterance; --"])
    def test_signs_of_a_query_language_are_only_signs(self, words: str) -> None:
        talk((USER, "nothing of the kind"))
        plain = talk((USER, f"so I typed {words} here"))
        assert found(words) == [plain]

    def test_the_hit_is_the_utterance_with_the_most_of_the_words(self) -> None:
        talk((USER, "a red picture"), (MODEL, "blue and red it is"), (USER, "blue and red again"))
        (conversation,) = with_hit(Conversation.objects.all(), ("red", "blue"))
        hit = vars(conversation)
        assert (hit["hit_sequence"], hit["hit_text"]) == (2, "blue and red it is")

    def test_an_id_from_a_log_is_found_in_either_spelling(self) -> None:
        conversation = talk()
        talk()
        for spelling in (conversation.pk.hex, str(conversation.pk), f" {conversation.pk.hex} "):
            by_id = with_public_id(Conversation.objects.all(), spelling)
            assert by_id is not None
            assert list(by_id) == [conversation]

    def test_words_are_no_id(self) -> None:
        assert with_public_id(Conversation.objects.all(), "red picture") is None


def test_a_snippet_marks_every_match() -> None:
    assert snippet("A red, a RED one", ("red",)) == [
        Piece("A ", False),
        Piece("red", True),
        Piece(", a ", False),
        Piece("RED", True),
        Piece(" one", False),
    ]


def test_a_snippet_of_a_long_text_is_cut_round_the_match() -> None:
    text = "before " * 100 + "needle" + " after" * 100
    pieces = snippet(text, ("needle",))
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.matched] == ["needle"]
    assert shown.startswith("… before")
    assert shown.endswith(" …")
    assert len(shown) <= SNIPPET_CHARS + 4


def test_a_snippet_of_one_endless_word_still_holds_the_match() -> None:
    pieces = snippet("x" * 500 + "needle", ("needle",))
    assert Piece("needle", True) in pieces


def test_the_longer_of_two_overlapping_terms_is_marked() -> None:
    assert Piece("redder", True) in snippet("a redder red", ("red", "redder"))
