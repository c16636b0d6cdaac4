"""Who wrote what, where and when in the sample: sections, osservazioni, comments, replies, and the awkward cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - the type only: the generator is always an argument

from deployments.milano.sample.phrases import Campaign, Phrases, Special, Writer, filled
from domain.inquiry.calendar_of_inquiry import InquiryCalendar, calendar_of
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.definition_fields import sections_in
from domain.vocabulary import Channel

AMENDMENTS = {"premessa": 28, "azione-1": 45, "azione-2": 50, "azione-3": 43, "azione-4": 30}
COMMENTS = {"premessa": 14, "azione-1": 21, "azione-2": 24, "azione-3": 20, "azione-4": 14}
REPLIES = 55
DEEPEST_REPLY = 3
LATE_MINUTES = (2, 5, 11, 14)
"""After the window's end; the first one is an osservazione."""
UNKNOWN_SECTION = 1999
HIDDEN_COMMENT = 480
"""Id of a comment that no export holds: its reply is an orphan."""


@dataclass(frozen=True, slots=True)
class Section:
    """A row of the draft as the platform imports it: a heading, or a paragraph whose title is its running number."""

    id: int
    part: str
    title: str
    text: str
    is_article: bool


@dataclass(slots=True, eq=False)
class Post:
    """One osservazione or comment; `target` is the section's id, or the osservazione that is commented on."""

    channel: Channel
    part: str
    target: int | Post
    text: str
    sent_at: datetime
    author: int
    title: str = ""
    parent: Post | None = None
    body: str = ""
    alignment: int = 0
    supports: int = 0
    tag: str = ""
    id: int = 0

    @property
    def key(self) -> str:
        return f"{'proposal' if self.channel is Channel.AMENDMENT else 'comment'}:{self.id}"

    @property
    def depth(self) -> int:
        if self.tag == "orphan":
            return 1
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def root(self) -> int:
        """Id of the proposal (section or osservazione) under which the thread hangs."""
        return self.target if isinstance(self.target, int) else self.target.id


@dataclass(slots=True)
class Forum:
    """The whole conversation, in the making: every draw comes from the one generator, in a fixed order."""

    definition: InquiryDefinition
    phrases: Phrases
    random: Random
    sections: list[Section] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    @property
    def calendar(self) -> InquiryCalendar:
        return calendar_of(self.definition)

    def of(self, channel: Channel) -> list[Post]:
        """Return the posts of a channel in the order of their ids."""
        return sorted((post for post in self.posts if post.channel is channel), key=lambda post: post.sent_at)


def forum(definition: InquiryDefinition, phrases: Phrases, random: Random) -> Forum:
    """Return the conversation of the sample: about 260 osservazioni and 180 comments on 60 sections."""
    made = Forum(definition, phrases, random, sections=list(_sections(definition, phrases)))
    writer = Writer(phrases, random)
    for text in [each.text for each in phrases.campaigns] + [each.text for each in phrases.specials]:
        writer.keep(text)
    for campaign in phrases.campaigns:
        _run_campaign(made, campaign)
    for special in phrases.specials:
        _add_special(made, special)
    _add_plain(made, writer)
    _add_awkward(made, writer)
    _add_replies(made, writer)
    _number(made)
    return made


def _sections(definition: InquiryDefinition, phrases: Phrases) -> list[Section]:
    rows: list[Section] = []
    for part in definition.parts:
        own = phrases.parts[part.code]
        share = -(-len(own.articles) // len(own.subsections))
        texts = [(part.title, False)]
        for index, heading in enumerate(own.subsections):
            texts += [(heading, False), *((text, True) for text in own.articles[index * share : (index + 1) * share])]
        ids = [int(section) for run in part.sections for section in sections_in(run)]
        for section_id, (text, is_article) in zip(ids, texts, strict=True):
            running = 1 + sum(row.is_article for row in rows)
            rows.append(Section(section_id, part.code, str(running) if is_article else text, text, is_article))
    return rows


def _article(made: Forum, part: str) -> int:
    return made.random.choice([row.id for row in made.sections if row.part == part and row.is_article])


def _moment(made: Forum) -> datetime:
    """Draw an instant of the window: busier in the first and in the last days, quiet at night."""
    days = made.calendar.window.count
    weights = [2 if day < 4 else 3 if day >= days - 5 else 1 for day in range(days)]
    day = made.random.choices(range(days), weights)[0]
    local = made.calendar.opens_at.astimezone(made.calendar.zone)
    return local + timedelta(days=day, hours=made.random.randint(7, 22), seconds=made.random.randint(0, 3599))


def _after(made: Forum, moment: datetime) -> datetime:
    """Draw an instant between another one and the end of the window, nearer to the first."""
    left = (made.calendar.closes_at - moment).total_seconds() - 2
    return moment + timedelta(seconds=1 + int(left * made.random.random() ** 2))


def _post(made: Forum, channel: Channel, part: str, text: str, **known: object) -> Post:
    random = made.random
    standing: dict[str, object] = {
        "target": _article(made, part),
        "sent_at": _moment(made),
        "author": random.randint(1000, 9899),
        "alignment": random.choice([0, 0, 0, 1, 1, -1]) if channel is Channel.COMMENT else 0,
        "supports": min(60, int(random.paretovariate(1.1)) - 1) if channel is Channel.AMENDMENT else 0,
    }
    post = Post(channel=channel, part=part, text=text, **(standing | known))  # type: ignore[arg-type]
    made.posts.append(post)
    return post


def _run_campaign(made: Forum, campaign: Campaign) -> None:
    """Post the campaign's copies: the first ones show each kind of copy, the others draw it."""
    kinds = [_exact, _exact, _in_capitals, _with_own_sentence, _cut_short]
    for index in range(campaign.members):
        copy = kinds[index] if index < len(kinds) else made.random.choices(kinds, [4, 4, 2, 5, 3])[0]
        text = copy(campaign.text, made)
        _post(made, campaign.channel, campaign.part, text, title=campaign.title, tag=f"campaign:{campaign.name}")


def _exact(text: str, made: Forum) -> str:
    return text


def _in_capitals(text: str, made: Forum) -> str:
    return text.upper() if made.random.random() < 0.5 else text.lower()


def _with_own_sentence(text: str, made: Forum) -> str:
    own = filled(made.random.choice(made.phrases.added_sentences), made.phrases.places, made.random)
    return f"{own} {text}" if made.random.random() < 0.3 else f"{text} {own}"


def _cut_short(text: str, made: Forum) -> str:
    words = text.split()
    return " ".join(words[: int(len(words) * made.random.uniform(0.7, 0.85))])


def _add_special(made: Forum, special: Special) -> None:
    _post(made, special.channel, special.part, special.text, title=special.title, tag=f"special:{special.name}")


def _add_plain(made: Forum, writer: Writer) -> None:
    random, bodies = made.random, made.phrases.bodies
    for part, count in AMENDMENTS.items():
        for _ in range(count):
            body = random.choice(bodies) if random.random() < 0.08 else ""
            title = random.choice(made.phrases.parts[part].titles)
            _post(made, Channel.AMENDMENT, part, writer.text(part, body=body), title=title)
    amendments = made.of(Channel.AMENDMENT)
    for part, count in COMMENTS.items():
        for _ in range(count):
            body = random.choice(bodies) if random.random() < 0.22 else ""
            text = writer.text(part, body=body)
            if random.random() < 0.4:
                about = random.choice([each for each in amendments if each.part == part])
                _post(made, Channel.COMMENT, part, text, body=body, target=about, sent_at=_after(made, about.sent_at))
            else:
                _post(made, Channel.COMMENT, part, text, body=body)


def _add_awkward(made: Forum, writer: Writer) -> None:
    """Post what arrives late, on a section that does not exist, under a hidden comment, with an impossible date."""
    closes_at = made.calendar.closes_at.astimezone(made.calendar.zone)
    channels = [Channel.AMENDMENT, Channel.COMMENT, Channel.COMMENT, Channel.COMMENT]
    parts = ["azione-2", "azione-3", "azione-1", "azione-2"]
    for minutes, channel, part in zip(LATE_MINUTES, channels, parts, strict=True):
        title = "Arrivo all'ultimo" if channel is Channel.AMENDMENT else ""
        sent_at = closes_at + timedelta(minutes=minutes, seconds=made.random.randint(0, 59))
        _post(made, channel, part, writer.text(part), title=title, sent_at=sent_at, tag="late")
    _post(made, Channel.COMMENT, "azione-4", writer.text("azione-4"), target=UNKNOWN_SECTION, tag="unknown-section")
    _post(made, Channel.COMMENT, "azione-3", writer.reply(), tag="orphan")
    _post(made, Channel.COMMENT, "azione-1", writer.text("azione-1"), tag="bad-date")


def _add_replies(made: Forum, writer: Writer) -> None:
    plain = [post for post in made.of(Channel.COMMENT) if not post.tag]
    replies: list[Post] = []
    for _ in range(REPLIES):
        above = replies if replies and made.random.random() < 0.45 else plain
        parent = made.random.choice([post for post in above if post.depth < DEEPEST_REPLY] or plain)
        sent_at = _after(made, parent.sent_at)
        known = {"target": parent.target, "parent": parent, "sent_at": sent_at}
        replies.append(_post(made, Channel.COMMENT, parent.part, writer.reply(), **known))


def _number(made: Forum) -> None:
    """Give the ids in the order of time, with the gaps that drafts leave."""
    for channel, first in ((Channel.AMENDMENT, 2200), (Channel.COMMENT, 500)):
        latest = first
        for post in made.of(channel):
            latest += made.random.randint(1, 3)
            post.id = latest
    opener = made.of(Channel.COMMENT)[0]
    # At 0.20 the header comes from the first row: an association there keeps the column with the groups' names.
    opener.body = opener.body or made.phrases.bodies[0]
