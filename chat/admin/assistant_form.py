"""The form of an assistant: what it offers comes from what the models can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from chat.admin.assistant_help import HELP
from chat.configuration import configured_setup
from chat.gemini.capabilities import known_models, table
from chat.models import Assistant
from chat.tools.registry import chosen, names

if TYPE_CHECKING:
    Base = forms.ModelForm[Assistant]
else:
    Base = forms.ModelForm


class Suggestions(forms.TextInput):
    """A text box that offers values and takes others."""

    def __init__(self, choices: dict[str, str], **attrs: Any) -> None:
        super().__init__(attrs)
        self._choices = choices

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, {**(attrs or {}), "list": f"{name}-choices"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self._choices.items())
        return format_html('{}<datalist id="{}-choices">{}</datalist>', box, name, options)


class AssistantForm(Base):
    voice = forms.ChoiceField(required=False)
    tools = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    proactive_audio = forms.TypedChoiceField(
        label="Silent when not spoken to",
        required=False,
        choices=[("", "the model decides"), ("True", "yes"), ("False", "no")],
        coerce=lambda value: value == "True",
        empty_value=None,
        help_text=HELP["proactive_audio"],
    )

    class Meta:
        model = Assistant
        fields = "__all__"
        help_texts = HELP
        widgets = {
            "description": forms.TextInput(attrs={"size": 80}),
            "system_instruction": forms.Textarea(attrs={"rows": 7, "cols": 90}),
            "greeting": forms.Textarea(attrs={"rows": 2, "cols": 90}),
            "vocabulary": forms.Textarea(attrs={"rows": 5, "cols": 40}),
            "model": Suggestions({name: known.label for name, known in known_models().items()}, size=60),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A voice or tool that there is no more stays chosen until another is."""
        super().__init__(*args, **kwargs)
        server = configured_setup().voice or "the model's own"
        voices = {voice: f"{voice}: {sounds}" for voice, sounds in sorted(table().voices.items())}
        self._offer("voice", {"": f"the server's ({server})", **voices}, [self.instance.voice])
        tools = {tool.name: f"{tool.name}: {tool.signature.description}" for tool in chosen(names()).values()}
        self._offer("tools", tools, self.instance.tools)

    def _offer(self, field: str, choices: dict[str, str], current: list[str]) -> None:
        """None of it where the operator may only look: the form has no fields then."""
        if field in self.fields:
            gone = {value: f"{value}: no longer there" for value in current if value not in choices}
            self.fields[field].choices = [*choices.items(), *gone.items()]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields[field].help_text = HELP[field]
