"""Opening times as people write them: what is understood, what is left over, and what they come to."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sozialraum_geo.reading.cells.opening_hours import (
    LAST,
    OpeningHours,
    Span,
    hours_week,
    parse_opening_hours,
    written,
)

MO, DI, MI, DO, FR, SA, SO = range(7)


def at(days, start, end, rhythm="woechentlich", nth=0):
    """Spans of several weekdays, hours as decimal numbers."""
    return [Span(d, round(start * 60), round(end * 60), rhythm, nth) for d in days]


# what is written, what it means, hours of an average week
WHOLE = [
    ("Mo-Fr 13-19 Uhr", at(range(5), 13, 19), 30),
    ("Mo, Mi 14.00 - 18.30 Uhr; Do 10–12", [*at((MO, MI), 14, 18.5), *at((DO,), 10, 12)], 11),
    ("dienstags 15:00-17:00", at((DI,), 15, 17), 2),
    ("Samstags 11:30 - 14:30 (bitte vorher kontaktieren)", at((SA,), 11.5, 14.5), 3),
    ("täglich 9-18", at(range(7), 9, 18), 63),
    ("tgl. von 9 bis 18 Uhr", at(range(7), 9, 18), 63),
    ("Mo - Do: 13 bis 20 Uhr, Fr 13 bis 21 Uhr", [*at(range(4), 13, 20), *at((FR,), 13, 21)], 36),
    ("Montag bis Freitag 10 bis 16 Uhr", at(range(5), 10, 16), 30),
    ("Montag - Freitag ; 14-20 Uhr", at(range(5), 14, 20), 30),
    ("Mo- Mi + Fr 9-12 Uhr & Do 15-19 Uhr", [*at((MO, DI, MI, FR), 9, 12), *at((DO,), 15, 19)], 16),
    ("Mo. + Mi 08.00 – 17.00 Uhr ; Di, Do + Fr. 08.00 – 12.00 Uhr", [*at((MO, MI), 8, 17), *at((DI, DO, FR), 8, 12)], 30),
    ("Sprechzeiten Montag: 9 – 14 Uhr Dienstag: 11 – 18 Uhr", [*at((MO,), 9, 14), *at((DI,), 11, 18)], 12),
    ("Öffnungszeiten: Mo–Fr 8.30-14.30Uhr", at(range(5), 8.5, 14.5), 30),
    ("- Mo 9-12\n- Di 10-14", [*at((MO,), 9, 12), *at((DI,), 10, 14)], 7),
    ("Mo 9-12 u. 14-16:30 Uhr", [*at((MO,), 9, 12), *at((MO,), 14, 16.5)], 5.5),
    ("14-18 Uhr, Mo + Mi", at((MO, MI), 14, 18), 8),
    ("Fr - Mo 10-11 Uhr", at((FR, SA, SO, MO), 10, 11), 4),
    ("sonnabends und am Wochenende 10-12 Uhr", at((SA, SO), 10, 12), 4),
    ("MO-FR 13.00–19.00 UHR", at(range(5), 13, 19), 30),
    ("Mo - Mi 7.30 – 16 Uhr <!-- alt: 8-16 --> ; <!--", at(range(3), 7.5, 16), 25.5),
    ("Di geschlossen, Mi 10-15 Uhr", at((MI,), 10, 15), 5),
    # until after midnight, and the whole day
    ("Fr 20-2 Uhr", [Span(FR, 1200, 1560)], 6),
    ("Sa 18–24 Uhr", [Span(SA, 1080, 1440)], 6),
    ("Sa 18–0 Uhr", [Span(SA, 1080, 1440)], 6),
    ("ganztägig", at(range(7), 0, 24), 168),
    ("täglich rund um die Uhr", at(range(7), 0, 24), 168),
    ("Sa + So 0-24 Uhr", at((SA, SO), 0, 24), 48),
    # less often than every week
    ("jeden 1. Mittwoch im Monat 16-18 Uhr", at((MI,), 16, 18, "monatlich", 1), 2 * 12 / 52),
    ("jeden ersten und dritten Mittwoch im Monat von 16 bis 18 Uhr",
     [*at((MI,), 16, 18, "monatlich", 1), *at((MI,), 16, 18, "monatlich", 3)], 4 * 12 / 52),
    ("am letzten Freitag des Monats: 18-21 Uhr", at((FR,), 18, 21, "monatlich", LAST), 3 * 12 / 52),
    ("einmal im Monat Do 10-12", at((DO,), 10, 12, "monatlich"), 2 * 12 / 52),
    ("14-täglich Di 15-17 Uhr", at((DI,), 15, 17, "vierzehntaeglich"), 1),
    ("mittwochs 16.00 Uhr bis 18.00 Uhr, alle zwei Wochen", at((MI,), 16, 18, "vierzehntaeglich"), 1),
    ("Mo-Fr 9-17 Uhr, jeden 1. Samstag im Monat 10-13 Uhr",
     [*at(range(5), 9, 17), *at((SA,), 10, 13, "monatlich", 1)], 40 + 3 * 12 / 52),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spans", "hours"), WHOLE, ids=[w[0] for w in WHOLE])
def test_what_is_understood_wholly(text, spans, hours):
    assert parse_opening_hours(text) == OpeningHours(tuple(sorted(spans)))
    assert hours_week(spans) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("nach Vereinbarung", []),
        ("Termine n. V.", []),
        ("Sprechstunde nach telefonischer Vereinbarung", []),
        ("wir bitten um Voranmeldung", []),
        ("Mo–Fr auf Anfrage", []),
        ("Mo 13–16 Uhr ; Do nach Vereinbarung", at((MO,), 13, 16)),
        ("Di, Do: 14:00 – 18:00 und nach Vereinbarung", at((DI, DO), 14, 18)),
        ("Fr. 09.00 – 15:00 Uhr, oder nach telefonischer Vereinbarung", at((FR,), 9, 15)),
    ],
)
def test_by_appointment_is_understood_and_no_hour(text, spans):
    assert parse_opening_hours(text) == OpeningHours(tuple(spans), by_appointment=True)


@pytest.mark.parametrize(
    ("text", "spans", "rest"),
    [
        ("Di-Fr 13-19 Uhr ; Sa 10–17 Uhr ; (in den Ferien ab 10 Uhr)", [*at((DI, MI, DO, FR), 13, 19), *at((SA,), 10, 17)],
         "(in den Ferien ab 10 Uhr)"),
        ("Mo 13-19 Uhr (Mädchen*tag) ; Di 13-20 Uhr", at((DI,), 13, 20), "Mo 13-19 Uhr (Mädchen*tag)"),
        ("Mo 9-17 Uhr ; Di 9-17/19 Uhr", at((MO,), 9, 17), "Di 9-17/19 Uhr"),
        ("Mo-Fr 9-17 Uhr ; außer Mi", at(range(5), 9, 17), "außer Mi"),
        ("Mo-Fr 12-19 Uhr ; Samstag 13:00-19:00 (2-3x im Monat)", at(range(5), 12, 19), "Samstag 13:00-19:00 (2-3x im Monat)"),
        ("Fr 9-16 Uhr ; Sonntags-Café jeden 2. Sonntag im Monat 14 Uhr", at((FR,), 9, 16),
         "Sonntags-Café jeden 2. Sonntag im Monat 14 Uhr"),
        # a heading that is not understood may hold for all below it
        ("Mo 9-12 ; Winterzeit: Mo–Fr 9–17; Sa & So 9-16 Uhr", at((MO,), 9, 12), "Winterzeit: Mo–Fr 9–17; Sa & So 9-16 Uhr"),
        ("Mo 9-12 ; alle zwei Wochen ; Di 9-12", at((MO,), 9, 12), "alle zwei Wochen; Di 9-12"),
    ],
)  # fmt: skip
def test_what_is_left_over_is_said_as_it_was_written(text, spans, rest):
    assert parse_opening_hours(text) == OpeningHours(tuple(sorted(spans)), rest)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "-", "<!--", "siehe Aushang", "mobil unterwegs, siehe oben", "Mo-Fr (vormittags & nachmittags)",
        "9-12 Uhr", "Mo-Fr ab 14 Uhr", "Mo bis 18 Uhr", "Mo 9 Uhr", "sonntags", "geschlossen",  # no weekday, no hours, no end
        "Mo 9-25 Uhr", "Mo 9.75-12 Uhr", "Mo 9-9 Uhr", "Mo 24-26 Uhr", "Mo 900-1200",  # no such time
        "Mo 9-5 Uhr", "Mo 14-12 Uhr",  # a night of twenty hours is a slip
        "Mo-Mo 9-12", "Mo-Mi-Fr 9-12", "Mo 10-12-14", "Mo 1.5.2025 9-12", "Mo-Fr (Sa) 9-12", "Mo* 9-12 Uhr", "Mo 9-12 Uhr?",
        "Mo-Fr ganztägig",  # the day of an office
        "Mo-Fr 9-17 Uhr nicht Mi", "Mo-Fr 9-17 Uhr, Mi geschlossen", "nur in den Ferien Mo-Fr 9-17 Uhr",
        "von April – Oktober: Di bis Fr 10–18 Uhr", "Mo-Fr nachmittags 3-5 Uhr",
        "nach Vereinbarung Montag bis Freitag 9 bis 18 Uhr", "Mo–Fr 9–17 Uhr, nach Vereinbarung",  # open, or when to ask?
        "14-täglich Di 15-17 Uhr, Do 15-17 Uhr",  # both of them?
        "jeden zweiten Mittwoch 16-18 Uhr", "jeden 2. Mi 16-18 Uhr",  # every other week, or of a month?
        "Mo-Fr einmal im Monat 9-12", "jeden Mittwoch im Monat 16-18 Uhr", "jeden 5. Mi im Monat 16-18 Uhr",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_never_guessed(text):
    assert parse_opening_hours(text) is None


def test_sunday_night_goes_on_in_monday_and_nothing_counts_twice():
    assert hours_week([Span(SO, 1320, 1560), Span(MO, 60, 180)]) == 5  # 22–2 and 1–3: 22 to 3
    assert hours_week([*at((MO,), 9, 12), *at((MO,), 11, 13), *at((MO,), 9, 12)]) == 4
    assert hours_week([]) == 0
    # What is open every week is so every other week and every month as well
    assert hours_week([*at((MO,), 9, 12), *at((MO,), 10, 14, "vierzehntaeglich")]) == 3 + 2 / 2
    assert hours_week([*at((MO,), 9, 12), *at((MO,), 9, 12, "monatlich", 1)]) == 3
    monthly = [*at((MI,), 16, 18, "monatlich", 1), *at((MI,), 16, 18, "monatlich", 2), *at((MI,), 16, 18, "monatlich")]
    assert hours_week(monthly) == pytest.approx(4 * 12 / 52)  # two dates; „einmal im Monat“ may be one of them


def test_canonical_text():
    spans = [*at(range(5), 13, 19), *at((SA,), 10, 12), *at((SA,), 14, 16), *at((MI, SO), 9, 10, "vierzehntaeglich")]
    assert written([*reversed(spans), *at((MI,), 16, 18, "monatlich", LAST)]) == (
        "Mo–Fr 13:00–19:00; Sa 10:00–12:00, 14:00–16:00; Mi, So 09:00–10:00 14-täglich; "
        "jeden letzten Mi im Monat 16:00–18:00"
    )
    assert written([]) == ""


@pytest.mark.parametrize(
    "parts",
    [
        (7, 0, 60), (-1, 0, 60), (0, 60, 60), (0, 1440, 1500), (0, 0, 1500), (0, 900, 1700), (0, -1, 60),
        (0, 0, 60, "woechentlich", 1), (0, 0, 60, "monatlich", 5),
    ],
)  # fmt: skip
def test_spans_that_cannot_be(parts):
    with pytest.raises(ValueError, match="Span"):
        Span(*parts)


@st.composite
def spans_of_a_week(draw):
    start = draw(st.integers(0, 1439))
    end = draw(st.integers(start + 1, max(1440, start + 720)))
    rhythm = draw(st.sampled_from(["woechentlich", "vierzehntaeglich", "monatlich"]))
    nth = draw(st.sampled_from([0, 1, 2, 3, 4, LAST])) if rhythm == "monatlich" else 0
    return Span(draw(st.integers(0, 6)), start, end, rhythm, nth)


@settings(deadline=None)
@given(st.lists(spans_of_a_week(), min_size=1, max_size=20))
@example([Span(day, 0, 1440) for day in range(7)])
@example([Span(0, 721, 1441)])
def test_what_is_written_reads_back_the_same(spans):
    assert parse_opening_hours(written(spans)) == OpeningHours(tuple(sorted(set(spans))))


@settings(deadline=None)
@given(st.lists(spans_of_a_week(), max_size=10), st.lists(spans_of_a_week(), max_size=3))
def test_hours_are_never_more_than_their_sum_nor_than_a_week_and_never_less_for_more_spans(spans, more):
    weight = {"woechentlich": 1, "vierzehntaeglich": 1 / 2, "monatlich": 12 / 52}
    hours = hours_week(spans)
    assert 0 <= hours <= 168
    assert hours <= sum((s.end_min - s.start_min) / 60 * weight[s.rhythm] for s in spans) + 1e-9
    weekly = [s for s in spans if s.rhythm == "woechentlich"]
    assert hours >= hours_week(weekly)
    assert hours_week([*spans, *spans]) == hours
    assert hours_week([*weekly, *(s for s in more if s.rhythm == "woechentlich")]) >= hours_week(weekly)


WORDS = st.sampled_from(
    ["Mo", "Di.", "mittwochs", "Sa", "-", "–", "bis", "9", "12 Uhr", "14.30", "20-2", "25", ",", ";", ":", "und", "&", "(", ")",
     "täglich", "14-täglich", "im Monat", "einmal im Monat", "1.", "letzten", "nach Vereinbarung", "geschlossen", "ganztägig",
     "nicht", "<!--", "\x00", "\u202e", "24/7", "jeden", "."]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_any_text_is_read_or_left_and_what_was_read_is_written_again(text):
    read = parse_opening_hours(text)
    if read is not None:
        again = parse_opening_hours(written(read.spans)) if read.spans else OpeningHours(())
        assert again == OpeningHours(read.spans)
        # A clause that nobody understands takes nothing away and is told
        longer = parse_opening_hours(f"{text} ; Xyz 7")
        assert longer is not None
        assert longer.spans == read.spans
        assert longer.rest.endswith("Xyz 7")


@pytest.mark.parametrize(
    "piece",
    ["Mo 9-12, ", "Mo,", "D:", "<!--", "9-", "9-12,", "Mo" + "," * 50, "nach ", "(Mo ", "(", "1 x ", " ", "Mo-", "jeden ", "1. ",
     "\x00", "\u202e", "ä", "1", "Mo 9-12;", "täglich ", "X:", "24 ", "."],
)  # fmt: skip
@pytest.mark.parametrize("size", [10_000, 100_000])
def test_hostile_length_is_answered(piece, size):
    text = (piece * (size // len(piece) + 1))[:size]
    begin = time.perf_counter()
    parse_opening_hours(text)
    parse_opening_hours("Mo 9-12 ; " + text)
    assert time.perf_counter() - begin < 20  # seconds, and mostly half of one; what is quadratic takes many minutes


def test_control_characters_are_not_there():
    assert parse_opening_hours("M\x00o\u202e 9\u200b-12 Uhr\x0b") == OpeningHours(tuple(at((MO,), 9, 12)))
