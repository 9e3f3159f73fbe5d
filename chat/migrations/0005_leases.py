"""Who holds a live conversation, and the right to end one."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("", "live now"),
    ("goodbye", "said goodbye"),
    ("lost", "went away"),
    ("limit", "limit reached"),
    ("refused", "refused"),
    ("upstream", "model failed"),
    ("storage", "record failed"),
    ("ended", "ended by an operator"),
    ("shutdown", "server stopped"),
    ("failed", "server fault"),
]


class Migration(migrations.Migration):
    dependencies = [("chat", "0004_tools")]

    operations = [
        migrations.AlterModelOptions(
            name="conversation",
            options={
                "ordering": ("-started_at",),
                "permissions": (("end_conversation", "Can end a live conversation"),),
            },
        ),
        migrations.AlterField(
            model_name="conversation",
            name="outcome",
            field=models.CharField(
                blank=True, choices=OUTCOMES, default="", max_length=16, verbose_name="how it ended"
            ),
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="chat.conversation",
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1)),
                (
                    "wanted",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="The generation that another process asks to be; 0 where nobody asks.",
                    ),
                ),
                (
                    "detached_at",
                    models.DateTimeField(
                        help_text="When its browser was lost; empty while it is there.", null=True
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        help_text="When its worker let go of it, for another to take.", null=True
                    ),
                ),
                ("end_requested", models.BooleanField(default=False)),
                (
                    "standing",
                    models.TextField(
                        help_text="What another worker needs to go on, sealed: it holds a secret."
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leases",
                        to="chat.worker",
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
