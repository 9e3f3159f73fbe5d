"""What talks cost, and the prices that every server begins with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# US dollars for a million tokens. https://ai.google.dev/gemini-api/docs/pricing, 9 October 2026.
GEMINI_3 = {
    ("input", "TEXT"): "0.75",
    ("input", "AUDIO"): "3.00",
    ("input", "IMAGE"): "1.00",
    ("input", "VIDEO"): "1.00",
    ("output", "TEXT"): "4.50",
    ("output", "AUDIO"): "12.00",
}
GEMINI_2_5 = {
    ("input", "TEXT"): "0.50",
    ("input", "AUDIO"): "3.00",
    ("input", "IMAGE"): "3.00",
    ("input", "VIDEO"): "3.00",
    ("output", "TEXT"): "2.00",
    ("output", "AUDIO"): "12.00",
}
# From the month in which each model came out.
PRICES: tuple[tuple[str, date, dict[tuple[str, str], str]], ...] = (
    ("gemini-3.8-live", date(2026, 9, 1), GEMINI_3),
    ("gemini-3.8-live-extended-thinking", date(2026, 9, 1), GEMINI_3),
    ("gemini-3.1-flash-live-preview", date(2026, 3, 1), GEMINI_3),
    ("gemini-2.5-flash-native-audio-preview-12-2025", date(2025, 12, 1), GEMINI_2_5),
)


def add_prices(apps: Any, _: Any) -> None:
    apps.get_model("chat", "Price").objects.bulk_create(
        apps.get_model("chat", "Price")(
            model=model,
            direction=direction,
            modality=modality,
            per_million=Decimal(price),
            currency="USD",
            valid_from=valid_from,
        )
        for model, valid_from, prices in PRICES
        for (direction, modality), price in prices.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0002_assistants"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="cost",
            field=models.DecimalField(
                blank=True, decimal_places=12, help_text="Empty: unknown.", max_digits=22, null=True
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="currency",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "live now"),
                    ("goodbye", "said goodbye"),
                    ("lost", "went away"),
                    ("limit", "limit reached"),
                    ("refused", "refused"),
                    ("upstream", "model failed"),
                    ("storage", "record failed"),
                    ("shutdown", "server stopped"),
                    ("failed", "server fault"),
                ],
                default="",
                max_length=16,
                verbose_name="how it ended",
            ),
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "model",
                    models.CharField(help_text="The model's id, such as gemini-3.8-live.", max_length=200),
                ),
                (
                    "direction",
                    models.CharField(choices=[("input", "input"), ("output", "output")], max_length=8),
                ),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("TEXT", "text"),
                            ("AUDIO", "audio"),
                            ("IMAGE", "image"),
                            ("VIDEO", "video"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "per_million",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="for a million tokens",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        help_text="The same for all prices of a model.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters, such as USD."
                            )
                        ],
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(help_text="The first day (UTC) on which talks begin at this price."),
                ),
            ],
            options={
                "ordering": ("model", "direction", "modality", "-valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "direction", "modality", "valid_from"),
                        name="one_price_from_a_day_on",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Counts the service's accounts of this talk, from 1."
                    ),
                ),
                ("turn", models.PositiveIntegerField()),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("input", "heard and read"),
                            ("tool_use", "results of tools"),
                            ("output", "said and written"),
                            ("thoughts", "thoughts"),
                        ],
                        max_length=8,
                    ),
                ),
                ("modality", models.CharField(max_length=32)),
                ("tokens", models.PositiveBigIntegerField()),
                ("rate", models.DecimalField(decimal_places=6, max_digits=12, null=True)),
                ("cost", models.DecimalField(decimal_places=12, max_digits=22, null=True)),
                ("billed_at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="usage_lines",
                        to="chat.conversation",
                    ),
                ),
            ],
            options={
                "ordering": ("conversation", "number", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "number", "direction", "modality"),
                        name="usage_line_once",
                    )
                ],
            },
        ),
        migrations.RunPython(add_prices, migrations.RunPython.noop),
    ]
