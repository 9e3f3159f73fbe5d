"""Assistants, and those that every server begins with."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

TUTOR = (
    "You are a patient language tutor in a spoken conversation. Find out which language the person wants to "
    "practise and how well they speak it, then speak that language with them: slowly, in short sentences, a "
    "little above their level. When they make a mistake, say the sentence right in passing, and explain only "
    "when asked. Bring the talk on with a simple question of your own."
)
HELPER = (
    "You are a quiet helper: what you answer is read, not heard. Answer in a sentence or two, with figures, "
    "names and steps written out where they help. You may see pictures from the person's camera or screen: "
    "look closely, and say what matters for the question."
)

PRESETS: tuple[dict[str, Any], ...] = (
    {
        "slug": "friendly-talk",
        "name": "Friendly talk",
        "description": "Everyday talk: brief, and in plain words.",
        "order": 10,
        "default": True,
    },
    {
        "slug": "language-tutor",
        "name": "Language tutor",
        "description": "Practise a language. It begins, and gives you time to find your words.",
        "order": 20,
        "voice": "Sulafat",
        "system_instruction": TUTOR,
        "greeting": "Hello! Greet me, and ask which language I would like to practise.",
        "end_sensitivity": "END_SENSITIVITY_LOW",
        "silence_ms": 1200,
    },
    {
        "slug": "quiet-helper",
        "name": "Quiet helper",
        "description": "Listens and looks, and answers in writing only.",
        "order": 30,
        "modality": "TEXT",
        "system_instruction": HELPER,
    },
    {
        "slug": "push-to-talk",
        "name": "Push to talk",
        "description": "For noisy rooms: it hears you only while you hold the button.",
        "order": 40,
        "push_to_talk": True,
    },
)


def add_presets(apps: Any, _: Any) -> None:
    assistants = apps.get_model("chat", "Assistant").objects
    for preset in PRESETS:
        assistants.create(**preset)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assistant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("description", models.CharField(blank=True, max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=10)),
                ("enabled", models.BooleanField(default=True)),
                ("default", models.BooleanField(default=False)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "system_instruction",
                    models.TextField(blank=True, max_length=20000, verbose_name="instruction"),
                ),
                ("greeting", models.TextField(blank=True, max_length=2000)),
                (
                    "modality",
                    models.CharField(
                        choices=[("AUDIO", "aloud, with captions"), ("TEXT", "in writing only")],
                        default="AUDIO",
                        max_length=8,
                        verbose_name="answers",
                    ),
                ),
                ("voice", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(blank=True, max_length=35)),
                ("temperature", models.FloatField(blank=True, null=True)),
                ("top_p", models.FloatField(blank=True, null=True, verbose_name="top p")),
                (
                    "max_output_tokens",
                    models.IntegerField(blank=True, null=True, verbose_name="longest answer (tokens)"),
                ),
                ("seed", models.IntegerField(blank=True, null=True)),
                (
                    "thinking_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MINIMAL", "minimal"),
                            ("LOW", "low"),
                            ("MEDIUM", "medium"),
                            ("HIGH", "high"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "thinking_budget",
                    models.IntegerField(blank=True, null=True, verbose_name="thinking budget (tokens)"),
                ),
                ("push_to_talk", models.BooleanField(default=False)),
                (
                    "start_sensitivity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("START_SENSITIVITY_HIGH", "high: speech begins soon"),
                            ("START_SENSITIVITY_LOW", "low: in a noisy room"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "end_sensitivity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("END_SENSITIVITY_HIGH", "high: speech ends soon"),
                            ("END_SENSITIVITY_LOW", "low: for those who pause to think"),
                        ],
                        max_length=32,
                    ),
                ),
                (
                    "prefix_padding_ms",
                    models.IntegerField(blank=True, null=True, verbose_name="prefix padding (ms)"),
                ),
                (
                    "silence_ms",
                    models.IntegerField(blank=True, null=True, verbose_name="silence that ends it (ms)"),
                ),
                (
                    "interruptible",
                    models.BooleanField(default=True, verbose_name="can be interrupted by voice"),
                ),
                (
                    "proactive_audio",
                    models.BooleanField(blank=True, null=True, verbose_name="silent when not spoken to"),
                ),
                (
                    "affective_dialog",
                    models.BooleanField(default=False, verbose_name="takes its tone from the person's"),
                ),
                (
                    "transcription_languages",
                    models.CharField(blank=True, max_length=200, verbose_name="languages spoken"),
                ),
                (
                    "vocabulary",
                    models.TextField(blank=True, max_length=5000, verbose_name="words to listen for"),
                ),
                (
                    "turn_coverage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("TURN_INCLUDES_ONLY_ACTIVITY", "speech, and the pictures during it"),
                            ("TURN_INCLUDES_ALL_INPUT", "all sound and all pictures"),
                            ("TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO", "speech, and all pictures"),
                        ],
                        max_length=48,
                        verbose_name="what belongs to a turn",
                    ),
                ),
                (
                    "media_resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MEDIA_RESOLUTION_LOW", "low: 64 tokens a picture"),
                            ("MEDIA_RESOLUTION_MEDIUM", "medium: 256 tokens"),
                            ("MEDIA_RESOLUTION_HIGH", "high: 256 tokens, zoomed in"),
                        ],
                        max_length=32,
                        verbose_name="detail of pictures",
                    ),
                ),
                (
                    "compression",
                    models.BooleanField(default=True, verbose_name="let go of the oldest when full"),
                ),
                (
                    "compression_trigger_tokens",
                    models.IntegerField(blank=True, null=True, verbose_name="full at (tokens)"),
                ),
                (
                    "compression_target_tokens",
                    models.IntegerField(blank=True, null=True, verbose_name="cut down to (tokens)"),
                ),
                ("search", models.BooleanField(default=False, verbose_name="Google Search")),
                ("tools", models.JSONField(blank=True, default=list)),
                (
                    "safety_harassment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFF", "not filtered"),
                            ("BLOCK_NONE", "nothing blocked"),
                            ("BLOCK_ONLY_HIGH", "blocked when very likely"),
                            ("BLOCK_MEDIUM_AND_ABOVE", "blocked when likely"),
                            ("BLOCK_LOW_AND_ABOVE", "blocked when at all likely"),
                        ],
                        max_length=32,
                        verbose_name="harassment",
                    ),
                ),
                (
                    "safety_hate_speech",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFF", "not filtered"),
                            ("BLOCK_NONE", "nothing blocked"),
                            ("BLOCK_ONLY_HIGH", "blocked when very likely"),
                            ("BLOCK_MEDIUM_AND_ABOVE", "blocked when likely"),
                            ("BLOCK_LOW_AND_ABOVE", "blocked when at all likely"),
                        ],
                        max_length=32,
                        verbose_name="hate speech",
                    ),
                ),
                (
                    "safety_sexually_explicit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFF", "not filtered"),
                            ("BLOCK_NONE", "nothing blocked"),
                            ("BLOCK_ONLY_HIGH", "blocked when very likely"),
                            ("BLOCK_MEDIUM_AND_ABOVE", "blocked when likely"),
                            ("BLOCK_LOW_AND_ABOVE", "blocked when at all likely"),
                        ],
                        max_length=32,
                        verbose_name="sexually explicit",
                    ),
                ),
                (
                    "safety_dangerous_content",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OFF", "not filtered"),
                            ("BLOCK_NONE", "nothing blocked"),
                            ("BLOCK_ONLY_HIGH", "blocked when very likely"),
                            ("BLOCK_MEDIUM_AND_ABOVE", "blocked when likely"),
                            ("BLOCK_LOW_AND_ABOVE", "blocked when at all likely"),
                        ],
                        max_length=32,
                        verbose_name="dangerous",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "name"),
            },
        ),
        migrations.AlterField(
            model_name="utterance",
            name="speaker",
            field=models.CharField(
                choices=[("user", "user"), ("model", "model"), ("tool", "tool")], max_length=8
            ),
        ),
        migrations.RunPython(add_presets, migrations.RunPython.noop),
    ]
