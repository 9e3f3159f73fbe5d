"""The questions of the quiz, the answers taken for right (the first is the one told) and a remark."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    asked: str
    answers: tuple[str, ...]
    remark: str


QUESTIONS = (
    Question("Which planet is the largest?", ("Jupiter",), "All the others would fit inside it."),
    Question("How many legs has a spider?", ("eight", "8"), "Two more than an insect."),
    Question("What is the capital of Australia?", ("Canberra",), "Many say Sydney."),
    Question(
        "Which metal is liquid at room temperature?",
        ("mercury", "quicksilver"),
        "It used to be in thermometers.",
    ),
    Question("How many hearts has an octopus?", ("three", "3"), "One stops when it swims."),
    Question(
        "Which animal sleeps standing and gallops?",
        ("a horse", "horse", "horses"),
        "It lies down only to dream.",
    ),
    Question("What do bees make from nectar?", ("honey",), "A spoonful is the life's work of a dozen bees."),
    Question(
        "Which is the longest bone in the body?",
        ("the thigh bone", "thigh", "femur"),
        "Its other name is femur.",
    ),
    Question("What is frozen water called?", ("ice",), "It floats, which few solids do in their own liquid."),
    Question(
        "Who painted the Mona Lisa?", ("Leonardo da Vinci", "leonardo", "vinci"), "She has no eyebrows."
    ),
    Question(
        "Which ocean is the largest?", ("the Pacific", "pacific"), "It is wider than all the land together."
    ),
    Question("How many strings has a violin?", ("four", "4", "for"), "G, D, A and E."),
    Question("What is the smallest prime number?", ("two", "2", "to", "too"), "And the only even one."),
    Question(
        "Which bird cannot fly but swims well?",
        ("a penguin", "penguin", "penguins"),
        "It flies under water, one might say.",
    ),
    Question(
        "What colour do blue and yellow paint make?", ("green",), "With light it would be nearly white."
    ),
    Question(
        "In which country are the pyramids of Giza?",
        ("Egypt",),
        "They were the tallest buildings for nearly four thousand years.",
    ),
    Question(
        "How many minutes are in a day?",
        ("1,440", "1440", "fourteen hundred and forty"),
        "Twenty-four times sixty.",
    ),
    Question(
        "What is the fastest land animal?",
        ("the cheetah", "cheetah", "cheetahs", "cheater", "cheaters"),
        "But only for half a minute.",
    ),
    Question(
        "Which gas do plants take from the air?", ("carbon dioxide", "co2", "c o 2"), "They give oxygen back."
    ),
    Question(
        "Who wrote Romeo and Juliet?",
        ("William Shakespeare", "shakespeare", "shakespear"),
        "The story itself was older.",
    ),
    Question("How many sides has a hexagon?", ("six", "6", "sex"), "Bees build with them."),
    Question(
        "What do caterpillars turn into?",
        ("butterflies", "butterfly", "moth", "moths", "butter flies"),
        "Or moths, if they prefer the night.",
    ),
    Question(
        "Which month has twenty-eight or twenty-nine days?",
        ("February",),
        "Though all of them have twenty-eight.",
    ),
    Question("What is the opposite of north?", ("south",), "At the pole, every way is south."),
    Question(
        "Which tree do acorns come from?",
        ("the oak", "oak", "oaks", "oke"),
        "Jays forget where they hid them.",
    ),
    Question("How many keys has a piano?", ("88", "eighty eight"), "Fifty-two white and thirty-six black."),
    Question("What is the capital of Canada?", ("Ottawa",), "Many say Toronto."),
    Question(
        "Which star is nearest to the Earth?", ("the Sun", "sun", "son"), "Its light needs eight minutes."
    ),
)
