"""Who belongs to a campaign and who does not, as an officer would judge it."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.inquiry import grouping, shingles
from domain.inquiry.grouping import Group, Member, group
from domain.vocabulary import Likeness

CAMPAIGN = (
    "Chiediamo che il piano preveda lo sportello energia in ogni municipio, con personale formato e orari serali, "
    "e che le famiglie seguite dai servizi sociali siano contattate prima dell'inverno. Senza uno sportello vicino "
    "a casa gli aiuti restano sulla carta."
)
OWN = "Abito da trent'anni in via Bolla, la caldaia del palazzo è ferma da due inverni e nessuno risponde al telefono."


def groups_of(*texts: str) -> list[Group]:
    return group(list(zip(count(1), texts, strict=False)), similarity=0.5, shortest_words=5)


def likenesses(*texts: str) -> list[dict[int, str]]:
    return [{member.id: member.likeness.name for member in found.members} for found in groups_of(*texts)]


def test_identical_texts_are_a_group_and_the_first_is_its_model() -> None:
    assert groups_of(CAMPAIGN, OWN, CAMPAIGN) == [
        Group(1, 1, [Member(1, Likeness.MODEL, 1.0), Member(3, Likeness.EXACT, 1.0)])
    ]


def test_capitals_accents_punctuation_and_spaces_do_not_make_a_text_different() -> None:
    shouted = "  " + CAMPAIGN.upper().replace("È", "E'").replace(".", " !") + "\r\n"
    assert likenesses(CAMPAIGN, shouted) == [{1: "MODEL", 2: "EXACT"}]


def test_the_model_is_the_commonest_writing_of_the_commonest_wording() -> None:
    found = groups_of(CAMPAIGN.upper(), f"{OWN} {CAMPAIGN}", CAMPAIGN, CAMPAIGN)
    assert [(each.number, each.model_id) for each in found] == [(1, 3)]


def test_a_campaign_inside_words_of_ones_own_is_found_and_the_own_words_are_kept() -> None:
    [found] = groups_of(CAMPAIGN, CAMPAIGN, f"Gentile Comune, {OWN} {CAMPAIGN} Grazie!")
    assert found.members[2].likeness is Likeness.NEAR
    assert found.members[2].added_text == f"Gentile Comune, {OWN} […] Grazie!"


def test_a_copy_cut_at_its_end_is_found_and_adds_nothing() -> None:
    [found] = groups_of(CAMPAIGN, CAMPAIGN, CAMPAIGN[: CAMPAIGN.index("Senza") + 20])
    assert (found.members[2].likeness, found.members[2].added_text) == (Likeness.NEAR, "")


def test_a_copy_with_words_changed_here_and_there_is_found() -> None:
    changed = CAMPAIGN.replace("formato", "competente").replace("prima dell'inverno", "entro ottobre")
    [found] = groups_of(CAMPAIGN, CAMPAIGN, changed)
    assert found.members[2].added_text == "competente […] entro ottobre."


@pytest.mark.parametrize(
    "text",
    [
        f"{OWN} Senza uno sportello vicino a casa gli aiuti restano sulla carta.",
        "Senza uno sportello vicino a casa gli aiuti restano sulla carta.",
        f"Non condivido chi scrive: «{CAMPAIGN}» " + " ".join(f"ragione{at}" for at in range(160)),
        OWN,
    ],
    ids=[
        "a sentence quoted in a text of one's own",
        "that sentence alone",
        "a long rebuttal that quotes it all",
        "none",
    ],
)
def test_who_merely_quotes_is_not_in_the_campaign(text: str) -> None:
    assert likenesses(CAMPAIGN, CAMPAIGN, text) == [{1: "MODEL", 2: "EXACT"}]


def test_a_copy_of_a_copy_does_not_join_by_way_of_it() -> None:
    """One chain of small changes must not tie together two texts that have nothing in common."""
    words = [f"parola{at}" for at in range(120)]
    steps = [" ".join(words[start : start + 40]) for start in range(0, 80, 8)]
    for found in groups_of(*steps):
        texts = [set(steps[member.id - 1].split()) for member in found.members]
        model = set(steps[found.model_id - 1].split())
        assert all(len(model & text) >= 24 for text in texts)
    assert len(groups_of(*steps)) > 1


def test_short_texts_are_grouped_only_when_identical() -> None:
    assert likenesses("Sono d'accordo!", "sono d’accordo", "Sono molto d'accordo", "Non sono d'accordo") == [
        {1: "MODEL", 2: "EXACT"}
    ]


def test_texts_without_words_are_grouped_only_with_their_like() -> None:
    assert likenesses(".", "👍", ". ", "", "👍", "", "?") == [
        {1: "MODEL", 3: "EXACT"},
        {2: "MODEL", 5: "EXACT"},
        {4: "MODEL", 6: "EXACT"},
    ]


def test_two_campaigns_stay_apart_and_are_numbered_by_their_first_member() -> None:
    other = "Servono alloggi popolari ristrutturati subito: finestre nuove, cappotto termico e valvole in ogni stanza."
    assert likenesses(other, CAMPAIGN, f"Buongiorno. {CAMPAIGN}", f"{other} Grazie.") == [
        {1: "MODEL", 4: "NEAR"},
        {2: "MODEL", 3: "NEAR"},
    ]


def test_a_similarity_of_one_asks_for_the_same_words() -> None:
    changed = CAMPAIGN.replace("formato", "competente")
    assert group([(1, CAMPAIGN), (2, changed)], similarity=1.0, shortest_words=5) == []


def test_nothing_in_nothing_out() -> None:
    assert groups_of() == []
    assert groups_of(CAMPAIGN) == []


phrases = st.lists(
    st.sampled_from([*CAMPAIGN.replace(",", ".").split(". "), *OWN.split(", "), "Sì.", "Grazie!"]), max_size=4
)
inboxes = st.lists(phrases.map(" ".join), max_size=14).map(lambda texts: list(enumerate(texts, start=1)))


@given(inboxes, st.randoms(use_true_random=False), st.sampled_from([0.3, 0.5, 0.9]))
def test_the_order_of_arrival_changes_nothing(inbox: list[tuple[int, str]], chance, similarity: float) -> None:  # type: ignore[no-untyped-def]
    shuffled = inbox.copy()
    chance.shuffle(shuffled)
    first = group(inbox, similarity=similarity, shortest_words=4)
    assert group(shuffled, similarity=similarity, shortest_words=4) == first


@given(inboxes)
def test_a_comment_is_in_one_group_at_most_and_every_group_has_one_model(inbox: list[tuple[int, str]]) -> None:
    found = group(inbox, similarity=0.5, shortest_words=4)
    ids = [member.id for each in found for member in each.members]
    assert len(ids) == len(set(ids)) and set(ids) <= {id_ for id_, _ in inbox}
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    for each in found:
        models = [member.id for member in each.members if member.likeness is Likeness.MODEL]
        assert models == [each.model_id] and len(each.members) > 1


@given(inboxes)
def test_identical_texts_are_never_parted(inbox: list[tuple[int, str]]) -> None:
    group_of = {
        member.id: each.number for each in group(inbox, similarity=0.5, shortest_words=4) for member in each.members
    }
    for id_, text in inbox:
        for other, its_text in inbox:
            if id_ != other and text == its_text:
                assert group_of[id_] == group_of[other]


@given(inboxes)
def test_how_many_texts_are_looked_up_at_once_changes_nothing(inbox: list[tuple[int, str]]) -> None:
    at_once = group(inbox, similarity=0.5, shortest_words=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "WINDOW", 1)
        patch.setattr(shingles, "FIRST_HITS", 1)
        assert group(inbox, similarity=0.5, shortest_words=4) == at_once


def test_boilerplate_that_everybody_has_wears_out_and_hides_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The opening that a form puts on every text is soon read no more; copies are still found by the rest."""
    monkeypatch.setattr(shingles, "WORN_AT", 50)
    monkeypatch.setattr(shingles, "FIRST_HITS", 10)
    opening = "In merito al piano aria e clima della città desidero presentare la seguente osservazione"
    texts = [f"{opening} " + " ".join(f"w{at // 2}x{word}" for word in range(14)) for at in range(200)]
    texts = [text + (" grazie" if at % 2 else "") for at, text in enumerate(texts)]
    found = groups_of(*texts)
    assert [[member.id for member in each.members] for each in found] == [[at, at + 1] for at in range(1, 200, 2)]
