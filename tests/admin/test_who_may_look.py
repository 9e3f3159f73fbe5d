import pytest
from django.test import Client

from chat.models import Conversation, Utterance
from chat.transcript import Speaker
from tests.admin.pages import LIST, deletion, detail, listed, source, words
from tests.records.rows import talk

SPOKEN = "the safe's number is 4711"


@pytest.fixture
def conversation(db: None) -> Conversation:
    return talk((Speaker.USER, SPOKEN))


def test_anonymous_is_sent_to_the_login(client: Client, conversation: Conversation) -> None:
    for path in (LIST, detail(conversation), deletion(conversation)):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/?next=")


def test_staff_without_the_permission_sees_nothing(outsider: Client, conversation: Conversation) -> None:
    for path in (LIST, detail(conversation), deletion(conversation)):
        response = outsider.get(path)
        assert response.status_code == 403
        assert SPOKEN not in response.content.decode()
    assert "/admin/chat/" not in source(outsider, "/admin/")


def test_a_reader_reads_and_cannot_delete(reader: Client, conversation: Conversation) -> None:
    assert listed(reader) == [conversation]
    assert SPOKEN in words(reader, detail(conversation))
    assert "Delete" not in words(reader, detail(conversation))
    assert reader.post(deletion(conversation), {"post": "yes"}).status_code == 403
    assert Conversation.objects.count() == 1


def test_nobody_adds_or_changes(operator: Client, conversation: Conversation) -> None:
    assert operator.get(f"{LIST}add/").status_code == 403
    assert operator.post(f"{LIST}add/", {"model": "m"}).status_code == 403
    assert operator.post(detail(conversation), {"model": "forged"}).status_code == 403
    conversation.refresh_from_db()
    assert conversation.model == "gemini-3.8-live"
    assert "Save" not in words(operator, detail(conversation))


def test_an_operator_deletes_a_talk_with_all_that_was_said(
    operator: Client, conversation: Conversation
) -> None:
    asked = words(operator, deletion(conversation))
    assert conversation.pk.hex in asked
    assert "Utterances: 1" in asked
    assert SPOKEN not in asked
    assert operator.post(deletion(conversation), {"post": "yes"}).status_code == 302
    assert (Conversation.objects.count(), Utterance.objects.count()) == (0, 0)


def test_a_conversation_that_is_not_there_is_told(operator: Client, conversation: Conversation) -> None:
    path = detail(conversation)
    conversation.delete()
    response = operator.get(path, follow=True)
    assert response.status_code == 200
    assert "Perhaps it was deleted?" in response.content.decode()


def test_the_site_has_our_name(operator: Client, conversation: Conversation) -> None:
    page = source(operator, "/admin/")
    assert "<title>What was said, and who may come in | livechat</title>" in page
    assert "Users" in page
