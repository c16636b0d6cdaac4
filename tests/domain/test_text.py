"""What a citizen typed stays what the citizen said, and nothing else comes with it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.text import CUT_MARK, LONGEST, clean, clean_line, digest

NASTY = st.text(
    st.one_of(
        st.sampled_from([*"<>&;#/!-bpia \n\r\t\x00\x0b\x85\u037e\u0301e\u202e\ud83d\ufeff\xa0", "≮"]), st.characters()
    )
)
ODDS_AND_ENDS = "< > & ; / b lt amp &lt; &gt; &amp; &#38; &#60; &#116; &#x3b; &#894; &nbsp; &#769; &#13; &#0; &#x202e;"
MORE_ODDS = "&#xd800; &ngE; &NewLine; <b> </p> <!-- --> </a> </span> gid://a/Decidim::User/1 gid://a/Decidim::"
LONGER_ODDS = ("&#85;ser/1", "Hashtag/1/100", '<a href="https://x.example/b">', '<span data-type="mention">')
PIECES = st.lists(
    st.sampled_from([*ODDS_AND_ENDS.split(), *MORE_ODDS.split(), *LONGER_ODDS, " ", "\r", "\u202e", "e", "\u0301"]),
    max_size=12,
).map("".join)

SAID = [
    ("Il costo è < 5 euro e > 3, A & B", "Il costo è < 5 euro e > 3, A & B"),
    ("voli <500 km e polveri <2,5 pm", "voli <500 km e polveri <2,5 pm"),
    ("vedi ?a=1&copy=2&reg=3", "vedi ?a=1&copy=2&reg=3"),
    ("{{ 7*7 }} {% for %} =cmd|' /C calc'!A0", "{{ 7*7 }} {% for %} =cmd|' /C calc'!A0"),
    ("</w:t></w:r></w:p><w:p>", "</w:t></w:r></w:p><w:p>"),
    ("<p>Uno&nbsp;due</p><p>tre<br>quattro</p>", "Uno\xa0due\ntre\nquattro"),
    ("<ul><li>alberi</li><li>ombra &amp; acqua</li></ul>", "- alberi\n- ombra & acqua"),
    ("<P CLASS='x'>maiuscole</P>", "maiuscole"),
    ('<a href="https://x.example/doc">lo studio</a>', "lo studio (https://x.example/doc)"),
    ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
    ('<span data-type="mention" data-id="@anna">@anna (Anna B.)</span> hai ragione', "[utente] hai ragione"),
    ("<script>alert(1)</script>", "alert(1)"),
    ("<<b>b>nascosto</b>", "nascosto"),
    ('<!--#EXEC cmd="ls"-->', '<!--#EXEC cmd="ls"-->'),
    ("<p>prima<!-- nota -->dopo</p>", "primadopo"),
    ("caff&egrave; &lt; 2 &#8364;", "caffè < 2 €"),
    ("scrivo &lt;b&gt; apposta, caff&egrave;", "scrivo &lt;b&gt; apposta, caffè"),
    ("&amp;lt;", "&amp;lt;"),
    ("&nonesiste; &#0; &#99999999;", "&nonesiste; &#0; &#99999999;"),
    ("gid://decidim-app/Decidim::User/759 ha ragione", "[utente] ha ragione"),
    ("gid://x/Decidim::UserGroup/4: gid://x/Decidim::Hashtag/12/_pedaliamo", "[gruppo]: #pedaliamo"),
    ("gid://x/Decidim::Hashtag/12 e gid://x/Decidim::Proposals::Proposal/31", "[hashtag] e [riferimento 31]"),
    ("riga\r\nriga\rriga\x0criga\u2028fine \n\n", "riga\nriga\nriga\nriga\nfine"),
    ("a\x00b\x07c\x1bd\x85e\ufffef\ufeffg", "abcdefg"),
    ("prezzo \u202e001\u202c euro", "prezzo 001 euro"),
    ("mezzo \ud83d emoji 🌳", "mezzo  emoji 🌳"),
    ("perche\u0301", "perché"),
    ("\tconserva\til tabulatore", "\tconserva\til tabulatore"),
    (".", "."),
    ("   \n ", ""),
]


@pytest.mark.parametrize(("raw", "said"), SAID)
def test_what_was_typed_becomes_what_was_said(raw: str, said: str) -> None:
    assert clean(raw) == said


@settings(max_examples=300, deadline=None)
@given(st.one_of(NASTY, PIECES))
@example("&l&#116;;")
@example("&lt\u037e")
@example("&amp;amp;lt;p&gt;")
@example("<p>&lt;p&gt;</p>")
@example("<" * 60 + "b>" * 60)
@example("gid://0/Decidim::Hashtag/0/gid://0/Decidim::User/0")
@example("&#103;id://a/Decidim::User/1 &lt;")
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    cleaned = clean(raw)
    assert clean(cleaned) == cleaned


@settings(max_examples=300, deadline=None)
@given(st.one_of(NASTY, PIECES))
def test_a_cleaned_text_fits_in_xml_and_in_utf8(raw: str) -> None:
    element = etree.Element("t")
    element.text = clean(raw)
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == clean(raw)


@settings(max_examples=100, deadline=None)
@given(NASTY)
def test_the_blank_that_the_platform_adds_when_it_answers_changes_no_digest(raw: str) -> None:
    assert digest(raw + " ") == digest(raw) == digest(clean(raw))


def test_the_digest_is_the_sha256_of_the_cleaned_text() -> None:
    assert digest("abc\r\n") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_text_without_end_is_cut_and_says_so() -> None:
    cut = clean("parola " * 200_000)
    assert len(cut) <= LONGEST
    assert cut.endswith(CUT_MARK)
    assert clean(cut) == cut
    assert clean("a" * LONGEST) == "a" * LONGEST


@pytest.mark.parametrize(
    "piece", ["<b>", "<", "<!--", "<a ", '<a href="https://x" ', "<p> \t", "&amp;", "gid://", "<span ", " ", "e\u0301"]
)
def test_a_hostile_text_is_cleaned_in_no_time(piece: str) -> None:
    hostile = f"<p>{piece * (300_000 // len(piece))}</p>"
    cleaned = clean(hostile)
    assert clean(cleaned) == cleaned


def test_a_title_stays_on_one_line_and_within_its_length() -> None:
    assert clean_line(" <b>Verde</b>\r\n e  acqua ") == "Verde e acqua"
    assert clean_line("x" * 300) == "x" * 254 + "…"
