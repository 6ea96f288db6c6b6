"""What the sample clinic's facilitators wrote: short, different sentences, none about a real person."""

from __future__ import annotations

from random import Random

TOOK_PART = (
    "Spoke early and kept to one example.",
    "Listened for the first half hour, then answered when asked.",
    "Took the card home and read out one line of it.",
    "Worked in a pair and reported for both.",
    "Passed at check-in, joined in from the second step on.",
    "Asked two questions about sleep and took notes.",
    "Disagreed politely and stayed with the discussion.",
    "Came in tired, ate something at the break and then took part.",
    "Offered to write on the board and explained the drawing.",
    "Laughed at the practice, tried it again and noticed a change.",
    "Stayed quiet and attentive; nodded when others spoke of weekends.",
    "Told a story about the bus and tied it to today's topic.",
)
NAMED = (
    "Named payday as the hardest evening of the month.",
    "Said that mornings are easier since the alarm moved across the room.",
    "Described tight shoulders as the first sign of an urge.",
    "Put an argument at home at the start of the chain, not at its end.",
    "Found one person to text and wrote the number down.",
    "Counted nine days and said so without being asked.",
    "Rated the week a four and gave a reason for each point.",
    "Linked a bad night to skipping supper.",
    "Said that the phone is put away at ten now.",
    "Would like to call a sister and is not sure how to begin.",
    "Noticed that waiting twenty minutes was enough on Tuesday.",
    "Wants to be on time for work three days in a row.",
)
PROGRESS = (
    "Used the plan from last time once; next step is to use it before nine in the evening.",
    "One more contact outside the group than last week.",
    "Homework done in part; the second half is planned for Saturday.",
    "No change in sleep yet; keeps the log.",
    "Came to every session this week.",
    "Able to name the step before the last one; could not do so a week ago.",
    "Asked for help at home for the first time in this stay.",
    "Left calmer than on arrival by own rating.",
    "Still hard to speak in the large group; does well in pairs.",
    "Kept the appointment with the prescriber and has a question for the next one.",
    "Chose a smaller step after the first one proved too big.",
    "Told one friend about the program.",
)
PLANS = (
    "Check the sleep log on the next group day.",
    "Bring the finished handout next time.",
    "Meet the primary therapist on the usual day.",
    "Practice once before the weekend.",
    "",
)
GOALS = (
    ("Go four weeks without drinking", "Sleep six hours on five nights a week"),
    ("Ride out urges with a plan for the first ten minutes", "Have two people to call"),
    ("Be at work on time three days a week", "Lower PHQ-9 below ten"),
    ("Get through payday without using", "Talk with my sister once a week"),
    ("Leave the house every day", "Take medication as agreed"),
)
ABSENCES = ("work shift", "no ride", "sick child", "court date", "dentist")
SHARED = (
    "Group started on time. Members compared the week and moved to the topic. Energy rose in the pair work.",
    "A quiet beginning. The drawing on the board brought several people in. Ended with a full round.",
    "Two members disagreed about avoiding places; the group found a third way. Homework was set.",
    "Check-in took longer than planned because of the holidays. The last step was shortened.",
    "Welcome round for new people. The practice was done twice at the members' wish.",
    "Members gave each other examples for evenings alone. One step was dropped for time.",
)


def goals(member: str) -> tuple[str, ...]:
    return GOALS[int(member[2:]) % len(GOALS)]


def note_words(random: Random, count: int) -> list[tuple[str, str, str]]:
    """Response, progress and plan of `count` notes about one group (at most 12); no two say the same."""
    took, named = random.sample(TOOK_PART, count), random.sample(NAMED, count)
    responses = (f"{first} {second}" for first, second in zip(took, named, strict=True))
    plans = random.choices(PLANS, k=count)
    return list(zip(responses, random.sample(PROGRESS, count), plans, strict=True))
