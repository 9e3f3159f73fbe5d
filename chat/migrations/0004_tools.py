"""Calls and the pages an answer rests on stand in the transcript; the first assistants get tools."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

PRESETS = ("friendly-talk", "language-tutor", "quiet-helper", "push-to-talk")
TOOLS = [
    "calculate",
    "convert_units",
    "get_time",
    "search_conversations",
    "set_theme",
    "set_timer",
    "show_captions",
]


def allow_tools(apps: Any, _: Any) -> None:
    """Those that nobody has changed meanwhile."""
    for assistant in apps.get_model("chat", "Assistant").objects.filter(slug__in=PRESETS):
        if not assistant.tools:
            assistant.tools = TOOLS
            assistant.save()


class Migration(migrations.Migration):
    dependencies = [("chat", "0003_prices")]

    operations = [
        migrations.AddField(
            model_name="utterance",
            name="sources",
            field=models.JSONField(
                blank=True, default=list, help_text="Pages it is grounded on: title, address."
            ),
        ),
        migrations.AlterField(
            model_name="utterance",
            name="speaker",
            field=models.CharField(
                choices=[("user", "user"), ("model", "model"), ("tool", "tool")], max_length=8
            ),
        ),
        migrations.RunPython(allow_tools, migrations.RunPython.noop),
    ]
