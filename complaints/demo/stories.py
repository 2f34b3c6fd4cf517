"""Invents reports: who says what, where and when. The same seed and time give the same stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from complaints.choices import Source
from complaints.demo import texts
from complaints.demo.fates import Step, choose_fate, plan_steps
from complaints.demo.texts import Samples, SampleText
from complaints.intake import NewReport
from dispatch.areas import find_place
from dispatch.models import Category, Question, Village

DAYS = 30
# Chance of each hour of the day, from midnight: few at night, most before noon and after work.
HOURS = (1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 12, 10, 9, 9, 9, 10, 11, 11, 12, 12, 9, 6, 3, 2)
SOURCES = {Source.WEB: 66, Source.CALL: 24, Source.WALK_IN: 7, Source.API: 3}
# Emergencies that are still open, so that every demo shows some: kind, minutes ago, how far.
OPEN_EMERGENCIES = (
    ("D-BENCANA", 41, "on_scene"),
    ("D-KES", 27, "nothing"),
    ("D-SELAMAT", 21, "noticed"),
    ("D-LAKA", 12, "under_way"),
    ("D-BAKAR", 4, "nothing"),
)


@dataclass(frozen=True)
class Story:
    """One report and what became of it."""

    key: str
    report: NewReport
    source: Source
    filed_at: datetime
    steps: list[Step]


@dataclass(frozen=True)
class World:
    """The reference data that stories take place in."""

    categories: dict[str, Category]
    questions: dict[int, list[Question]]
    villages: list[Village]
    samples: Samples


def read_world(samples: Samples) -> World:
    """Return the active categories and all villages, in three statements."""
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.filter(is_active=True):
        questions.setdefault(question.category_id, []).append(question)
    villages = Village.objects.select_related("district").defer("boundary").order_by("code")
    return World(
        categories={category.code: category for category in Category.objects.filter(is_active=True)},
        questions=questions,
        villages=list(villages),
        samples=samples,
    )


def invent_stories(*, world: World, count: int, now: datetime, seed: int) -> list[Story]:
    """Return `count` stories of the last 30 days, the oldest first."""
    dice = Random(seed)
    usable = [sample for sample in world.samples.texts if sample.category in world.categories]
    fixed = [one for one in OPEN_EMERGENCIES if one[0] in {sample.category for sample in usable}][:count]
    weights = [sample.weight for sample in usable]
    samples = dice.choices(usable, weights=weights, k=count - len(fixed)) if usable else []
    times = sorted(_choose_time(dice, now) for _ in samples)
    pairs = zip(samples, times, strict=True)
    stories = [_invent(dice, world, sample, filed_at, now, fate=None) for sample, filed_at in pairs]
    stories += _invent_open_emergencies(dice, world, usable, fixed, now)
    return [_number(story, place) for place, story in enumerate(stories, start=1)]


def _invent_open_emergencies(
    dice: Random, world: World, usable: list[SampleText], fixed: Sequence[tuple[str, int, str]], now: datetime
) -> Iterator[Story]:
    for code, minutes, fate in fixed:
        sample = dice.choice([sample for sample in usable if sample.category == code])
        yield _invent(dice, world, sample, now - timedelta(minutes=minutes), now, fate=fate)


def _number(story: Story, place: int) -> Story:
    return Story(f"demo:{place:04}", story.report, story.source, story.filed_at, story.steps)


def _choose_time(dice: Random, now: datetime) -> datetime:
    while True:
        day = timezone.localtime(now) - timedelta(days=dice.randrange(DAYS + 1))
        hour = dice.choices(range(24), weights=HOURS)[0]
        moment = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
        # Older than every open emergency, which come last.
        if now - timedelta(days=DAYS) < moment < now - timedelta(minutes=60):
            return moment


def _invent(
    dice: Random, world: World, sample: SampleText, filed_at: datetime, now: datetime, *, fate: str | None
) -> Story:
    category = world.categories[sample.category]
    urgent = category.is_emergency
    fate = fate or choose_fate(dice=dice, is_emergency=urgent, category=category.code, age=now - filed_at)
    report = _write_report(dice, world, sample, category, filed_at)
    source = dice.choices(list(SOURCES), weights=list(SOURCES.values()))[0]
    steps = plan_steps(dice=dice, filed_at=filed_at, now=now, is_emergency=urgent, fate=fate, done=sample.done)
    return Story("", report, source, filed_at, steps)


def _write_report(dice: Random, world: World, sample: SampleText, category: Category, filed_at: datetime) -> NewReport:
    village = _choose_village(dice, world, sample) if category.needs_place else None
    lat, lng = _choose_point(dice, village) if village and dice.random() < 0.6 else (None, None)
    tails = texts.EMERGENCY_TAILS if category.is_emergency else texts.ROUTINE_TAILS
    name, phone, email = _invent_person(dice, world.samples, always=category.needs_contact)
    return NewReport(
        category=category,
        text=f"{sample.text} {dice.choice(tails)}".strip(),
        village=village,
        landmark=sample.landmark if village else "",
        lat=lat,
        lng=lng,
        occurred_at=filed_at - timedelta(minutes=dice.randint(1, 9)) if category.is_emergency else None,
        answers=_answer(dice, world.questions.get(category.pk, [])),
        reporter_name=name,
        phone=phone,
        email=email,
        is_anonymous=not name or dice.random() < 0.06,
        is_secret=dice.random() < 0.03,
    )


def _choose_village(dice: Random, world: World, sample: SampleText) -> Village:
    fitting = [village for village in world.villages if sample.district in ("", village.district_id)]
    return dice.choice(fitting or world.villages)


def _choose_point(dice: Random, village: Village) -> tuple[float, float]:
    """Return a point within the village: near its label point, or that point itself."""
    for _ in range(8):
        lat = round(village.lat + dice.uniform(-0.01, 0.01), 6)
        lng = round(village.lng + dice.uniform(-0.01, 0.01), 6)
        if find_place(lat=lat, lng=lng).village_code == village.code:
            return lat, lng
    return village.lat, village.lng


def _invent_person(dice: Random, samples: Samples, *, always: bool) -> tuple[str, str, str]:
    if dice.random() < 0.15 and not always:
        return "", "", ""
    given, second = dice.choice(samples.given_names), dice.choice(samples.second_names)
    # Numbers of a block that nobody is called on, and a domain kept for examples (RFC 2606).
    phone = f"+62811000{dice.randrange(10000):04}"
    email = f"{given}.{second}@example.com".lower() if dice.random() < 0.2 else ""
    return f"{given} {second}", phone, email


def _answer(dice: Random, questions: list[Question]) -> list[dict[str, str]]:
    asked = [question for question in questions if question.kind == Question.Kind.YES_NO]
    return [
        {"question": question.text, "answer": dice.choice(("Ya", "Tidak", "Tidak"))}
        for question in asked
        if dice.random() < 0.8
    ]
