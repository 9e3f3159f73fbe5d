"""Long stories: something to listen to, and to interrupt."""

from __future__ import annotations

from random import Random

from chat.emulator.mind.deck import Deck
from chat.emulator.mind.said import Reply, Said, reply

LIGHTHOUSE = (
    "Once there was a lighthouse that was afraid of the dark.",
    "Nobody knew, of course, because every evening before sunset the keeper climbed the stairs and "
    "lit the lamp.",
    "There were one hundred and twelve stairs, and the keeper, whose name was Marta, counted them "
    "aloud every time.",
    "The lighthouse loved the counting, because it meant that the light was coming.",
    "One November evening the sky turned the colour of old iron, and the wind began to push at the door.",
    "Marta started to climb, and she had counted as far as sixty-one when a stair broke under her foot.",
    "She wasn't badly hurt, but her ankle was twisted, and she could climb no further.",
    "Outside, the last of the daylight was running out, and far away on the water a fishing boat was "
    "coming home.",
    "The lighthouse felt the dark rise around its feet, then around its waist, and it shivered in all "
    "its stones.",
    "Marta, sitting on stair number sixty-one, did the only thing she could think of.",
    "She went on counting, as loudly as she could: sixty-two, sixty-three, sixty-four.",
    "And with every number the lighthouse felt as if somebody were climbing, and it grew a little braver.",
    "At one hundred and twelve she stopped, and there was nothing to be heard but the storm.",
    "Then a gull, which had been hiding from the wind beside the lamp, knocked over the box of matches.",
    "One match rolled across the floor, struck the iron rail, and caught fire.",
    "It burned for only a moment, but the lighthouse held its breath so carefully that not a draught "
    "touched it.",
    "The flame leaned over, as if it were curious, and the wick took it.",
    "A great white beam swung out across the water and found the boat, just three lengths from the rocks.",
    "In the morning the fishermen came with a ladder, a bandage, and a very large cake.",
    "They asked Marta how she had lit the lamp with a twisted ankle, and she said that she had only counted.",
    "Nobody believed her, except for the gull, who got the first piece.",
    "And from that day on, when night comes early, you can hear the lighthouse counting quietly to itself.",
    "That is the end of the story.",
)
CLOCKMAKER = (
    "In a small town by a river lived a clockmaker who was always late.",
    "Her clocks were the best in the country, and every one of them showed a different time.",
    "People came to complain, and she told each of them the same thing.",
    "A clock, she said, doesn't tell you what time it is, it tells you what time it would like it to be.",
    "The baker's clock ran an hour ahead, because it longed for the smell of the first bread.",
    "The clock in the school ran backwards for ten minutes every noon, and no child ever reported it.",
    "One day a letter came from the king, who had heard of her and wanted a clock that was never wrong.",
    "She worked on it through a whole winter, while the snow covered the window from the bottom up.",
    "She made wheels as thin as leaves, and a spring that had been wound by the tide.",
    "When it was finished, she carried it over the mountains in her coat, because it had to be kept warm.",
    "The king put it on his table, and it was right that hour, and the next, and the whole day long.",
    "But soon the king noticed that he had begun to watch it.",
    "He watched it at breakfast, and his egg went cold, and he watched it at night, and couldn't sleep.",
    "He had never known before how many seconds there were, or how quickly they left the room.",
    "After a month he sent for the clockmaker, and asked whether the clock could be made a little worse.",
    "She smiled, opened the back, and took out one single wheel, the smallest of them all.",
    "Now it will be right twice a day, she said, and the rest of the time belongs to you.",
    "The king laughed for the first time in weeks, and he asked what he owed her.",
    "She looked at the clock, and then at the sun over the mountains, and said that she was late for dinner.",
    "So he gave her dinner, and it lasted until the morning, and nobody knows at what hour it ended.",
    "The little wheel she kept in her pocket, and it is turning there still.",
    "And that is all I know about the clockmaker.",
)
ASKED = (
    r"story|stories|storey|tale|fairy tale|bedtime|something long|read (?:me|to me) something|"
    r"tell me something long"
)


class Stories:
    def __init__(self, random: Random) -> None:
        self._stories = Deck((LIGHTHOUSE, CLOCKMAKER), random)

    def answer(self, said: Said) -> Reply | None:
        if not said.about(ASKED, within=10) or said.asks("why|who|end|my story|stop|history"):
            return None
        return reply(
            "Here is a story.",
            "It's a long one, so cut in whenever you like.",
            *self._stories.draw(),
            again="tell me another story",
            begins=True,
        )
