"""Who answers: the part's first department, unless the departments pass it on, and never in circles."""

from __future__ import annotations

import pytest

from domain.documents.forms.reasoned import HandingOn
from domain.errors import Fault, Refusal
from domain.inquiry.routing import Routed, reroute, route, split_groups
from domain.vocabulary import Admission, Ground, Likeness
from tests.domain.forms_desk import definition, view

INQUIRY = definition()


def test_every_comment_that_must_be_answered_goes_to_the_first_department_of_its_part():
    views = [
        view(3, department="", part="azione-2"),
        view(1, department=""),
        view(2, department="", admission=Admission.LATE),
        view(4, department="casa"),
        view(5, department="", ground=Ground.INSULT),
    ]
    assert route(views, INQUIRY) == [
        Routed(1, "verde", "competente per la parte «Azione 1»; da consultare: Casa"),
        Routed(3, "casa", "competente per la parte «Azione 2»"),
        Routed(5, "verde", "competente per la parte «Azione 1»; da consultare: Casa"),
    ]


def test_a_part_that_the_definition_lacks_is_refused_by_number():
    with pytest.raises(Refusal) as caught:
        route([view(7, department="", part="azione-9")], INQUIRY)
    assert str(caught.value) == (
        "n. 7: la parte «azione-9» non è nella definizione → aggiungetela alla definizione, con le direzioni competenti"
    )


def test_a_campaign_on_two_parts_stays_with_both_departments_and_is_flagged():
    views = [
        view(1, group_number=1, likeness=Likeness.MODEL),
        view(2, group_number=1, likeness=Likeness.EXACT, department="casa", part="azione-2"),
        view(3, group_number=2, likeness=Likeness.MODEL),
        view(4, group_number=2, likeness=Likeness.EXACT),
    ]
    assert split_groups(views, INQUIRY) == [
        Fault(
            "lo stesso testo riguarda più direzioni: Casa, Verde e Ambiente",
            "concordate un solo esito prima di compilare le schede",
            "gruppo 1",
        )
    ]


def test_a_group_is_passed_on_whole_apart_from_who_was_answered_on_its_own():
    views = [
        view(1, group_number=1, likeness=Likeness.MODEL),
        view(2, group_number=1, likeness=Likeness.EXACT),
        view(3, group_number=1, likeness=Likeness.NEAR, added_text="E le scuole."),
        view(4),
    ]
    asked = [HandingOn(1, "casa", "Sono alloggi popolari."), HandingOn(4, "casa", "")]
    routed, faults = reroute(asked, views, INQUIRY, department="verde", history={}, answered={3})
    reason = "riassegnata su indicazione di Verde e Ambiente"
    assert routed == [
        Routed(1, "casa", f"{reason}: Sono alloggi popolari."),
        Routed(2, "casa", f"{reason}: Sono alloggi popolari."),
        Routed(4, "casa", reason),
    ]
    assert faults == []


def test_a_comment_that_comes_back_to_who_passed_it_on_waits_for_the_coordination():
    views = [view(1, department="casa")]
    routed, faults = reroute(
        [HandingOn(1, "verde", "È verde pubblico.")], views, INQUIRY, department="casa", history={1: ["verde"]}
    )
    assert routed == []
    assert faults == [
        Fault(
            "la riga torna a Verde e Ambiente, che l'aveva già passata ad altri: non è stata riassegnata",
            "la direzione che risponde va decisa insieme al coordinamento; intanto la riga resta a chi l'ha ora",
            "n. 1",
        )
    ]
