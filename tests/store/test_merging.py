"""Two versions of a row, and what both came from."""

from hypothesis import given
from hypothesis import strategies as st

from sozialraum_geo.store.merging import Clash, merge

COLUMNS = ["name", "state", "hours"]
ROWS = st.fixed_dictionaries({}, optional={c: st.sampled_from([None, "a", "b", "c"]) for c in COLUMNS})


def filled(row):
    return {k: v for k, v in row.items() if v is not None}


@given(ROWS, ROWS)
def test_what_one_side_left_alone_comes_from_the_other(base, changed):
    for merged in (merge(base, base, changed, COLUMNS), merge(base, changed, base, COLUMNS)):
        assert merged.values == filled(changed)
        assert merged.clashes == ()


@given(ROWS, ROWS)
def test_what_both_changed_alike_is_no_clash(base, changed):
    merged = merge(base, changed, changed, COLUMNS)
    assert (merged.values, merged.clashes) == (filled(changed), ())


@given(ROWS, ROWS, ROWS)
def test_no_value_is_invented_and_every_clash_is_one(base, mine, theirs):
    merged = merge(base, mine, theirs, COLUMNS)
    for column in COLUMNS:
        old, own, other, now = (r.get(column) for r in (base, mine, theirs, merged.values))
        clashes = [c for c in merged.clashes if c.column == column]
        assert now in (own, other)
        if clashes:
            assert clashes == [Clash(column, old, own, other)]
            assert len({old, own, other}) == 3 or (own != other and old not in (own, other))
            assert now == own
        else:
            # nobody's change is lost
            assert own == old or now == own
            assert other == old or now == other


@given(ROWS, ROWS, ROWS)
def test_the_sides_may_be_swapped(base, mine, theirs):
    one, other = merge(base, mine, theirs, COLUMNS), merge(base, theirs, mine, COLUMNS)
    contested = {c.column for c in one.clashes}
    assert contested == {c.column for c in other.clashes}
    assert one.decided(contested) == dict(other.values)
    assert other.decided(contested) == dict(one.values)


@given(ROWS, ROWS, ROWS)
def test_cells_that_are_not_compared_are_mine(base, mine, theirs):
    merged = merge(base, mine, theirs, ["name"])
    assert all(merged.values.get(c) == mine.get(c) for c in ("state", "hours"))
