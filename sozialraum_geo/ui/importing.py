"""The import page: a file is recognised, shown, set right, previewed, and only then taken over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sozialraum_geo.errors import Problem, SozialraumError
from sozialraum_geo.exports import workbooks
from sozialraum_geo.german.sentences import importing as sentences
from sozialraum_geo.german.words import labels, numbers
from sozialraum_geo.german.words import problems as problems_words
from sozialraum_geo.german.words.pages import importing as importing_words
from sozialraum_geo.german.words.pages.importing import HEADING, HISTORY, INDICATOR, KIND, LABEL, NOTE, SIGN
from sozialraum_geo.reading.cells.cleaning import to_date
from sozialraum_geo.reading.files.rawtable import ReadOptions
from sozialraum_geo.reading.files.readers import READERS
from sozialraum_geo.reading.recognition import Guess, area_words, as_options, columns_of, recognise
from sozialraum_geo.register import importing
from sozialraum_geo.register.importing import Prepared
from sozialraum_geo.store.ledger import REGISTER_TABLES, ImportRecord
from sozialraum_geo.study import Study
from sozialraum_geo.tables import IMPORTABLE, TABLES, VOCABULARIES
from sozialraum_geo.ui import html
from sozialraum_geo.ui.maps import show_small_map

TYPES = list(dict.fromkeys(suffix.rpartition(".")[2] for suffix in READERS))
ORDER = ("sozialraeume", "addresses", "grid", "population", "indicators")
MOST_WORDS = 12
ABOUT_HEADERS = frozenset({"two_line_header", "no_header", "duplicate_header", "only_header"})
ADDS = "+"  # before the name of a list: more rows for it, not its new version
MOST_SHOWN = 8
MOST_NAMED = 30


@st.cache_resource(max_entries=40, show_spinner=False)
def _recognised(path: str, sheet: str, header: tuple[int, int], areas: frozenset[str] | None) -> Guess:
    options = ReadOptions(sheet=sheet, header_row=header[0], header_rows=header[1])
    return recognise(Path(path), options, areas=areas)


@st.cache_resource(max_entries=40, show_spinner="Die Datei wird geprüft …")
def _prepared(
    path: str, folder: str, options: str, source: str, drops: bool, revision: str, _args: tuple[Any, ...]
) -> Prepared:
    study, chosen = _args
    name, adds = source.removeprefix(ADDS), source.startswith(ADDS)
    return importing.prepare(Path(folder), study, Path(path), chosen, source=name, drops_vanished=drops, adds=adds)


# --- one file -------------------------------------------------------------------------------------------------------


def show_file(folder: Path, study: Study | None, path: Path, records: Sequence[ImportRecord], revision: str) -> None:
    """Show one uploaded file with its guesses, its preview and the button that takes it over.

    Nothing is written before that click; what is wrong with the file is said in its box.

    Parameters
    ----------
    study
        None as long as the study has no Sozialräume.
    path
        Where `uploads.uploaded` laid it.
    records
        As `importing.history` returns them: what was chosen for a file of the same shape is chosen again.
    revision
        Changes whenever the register does; the file is compared anew then.
    """
    key = f"import_{folder.name}_{path.parent.name}"  # what happened to a file in one study is nothing in another
    with st.container(border=True, key=f"{key}_box"):
        html.show_subheading(path.name)
        if key in st.session_state.get("taken", {}):
            _show_taken(folder, key)
            return
        try:
            areas = None if study is None else area_words(study.sozialraeume)
            guess = _recognised(str(path), st.session_state.get(f"{key}_sheet", ""), _header(key), areas)
        except SozialraumError as error:
            html.show_list(importing_words.message(p) for p in error.problems)
            if {p.code for p in error.problems} & ABOUT_HEADERS:
                _header_fields(key)
            return
        html.show_note(sentences.guess_sentence(guess))
        chosen, source, drops = _settings(key, guess, records, folder)
        if not chosen.get("table"):
            html.show_empty(NOTE["unknown"])
            return
        options = as_options(guess, chosen)
        problems: Sequence[Problem] = ()
        prepared = None
        try:
            # the same file may be looked at in two studies, and two new ones have the same revision
            prepared = _prepared(str(path), str(folder), repr(options), source, drops, revision, (study, options))
            problems = prepared.problems
        except SozialraumError as error:
            problems = error.problems
        if prepared is not None:
            _show_preview(folder, key, prepared, study)
        if problems:
            html.show_subheading(HEADING["found"])
            html.show_list(_sentences(problems))
        if any(p.code == "polygon_changed" for p in problems) or st.session_state.get(f"{key}_repair_on"):
            st.checkbox(LABEL["repair"], key=f"{key}_repair_on")
        if study is not None:
            _ask_words(key, options["table"], problems, study)


def _sentences(problems: Sequence[Problem]) -> list[str]:
    """Say each kind of finding once, with how many rows share it."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        alike.setdefault((p.severity, p.code, p.column, p.value), []).append(p)
    told = [importing_words.message(group[0]) + importing_words.others(len(group) - 1) for group in alike.values()]
    more = [f"… und {len(told) - MOST_SHOWN} weitere; alle stehen in abgelehnt.xlsx."] if len(told) > MOST_SHOWN else []
    return told[:MOST_SHOWN] + more


def _settings(
    key: str, guess: Guess, records: Sequence[ImportRecord], folder: Path
) -> tuple[dict[str, Any], str, bool]:
    """Draw the select boxes of a file; return its settings, the list it belongs to, and whether rows are dropped."""
    remembered = next((r for r in records if r.shape == guess.shape and r.undone_at is None), None)
    before = dict(remembered.options) if remembered else {}
    left, right = st.columns([2, 3], gap="medium")
    with left:
        tables = ["", *IMPORTABLE]
        first = before.get("table") or guess.table
        table = st.selectbox(
            LABEL["table"],
            tables,
            tables.index(first),
            format_func=lambda t: labels.TABLE.get(t, "…"),
            key=f"{key}_table",
        )
        if len(guess.sheets) > 1:
            st.selectbox(LABEL["sheet"], guess.sheets, guess.sheets.index(guess.sheet), key=f"{key}_sheet")
        row, rows = _header(key)
        chosen: dict[str, Any] = {"table": table, "header_row": row, "header_rows": rows}
        chosen["repair"] = bool(st.session_state.get(f"{key}_repair_on"))
        chosen.update({k: v for k, v in before.items() if k in ("values", "keys", "publisher", "bands")})
        if table == "facilities":
            chosen |= _facility_settings(key, guess, before)
        if table == "activities":
            chosen |= _activity_settings(key, before)
        if table and TABLES[table].shape != "none":
            codes = ["", *importing_words.CRS]
            chosen["crs"] = st.selectbox(
                LABEL["crs"],
                codes,
                codes.index(before.get("crs", "")),
                key=f"{key}_crs",
                format_func=lambda c: importing_words.CRS.get(c, LABEL["crs_auto"]),
            )
        known = importing.known_sources(records, table) if table else []
        again = remembered.source if remembered and remembered.table == table else ""
        source = ""
        if known:
            rows_too = [f"{ADDS}{name}" for name in known] if table in REGISTER_TABLES else []
            offered = ["", *known, *rows_too]
            proposed = f"{ADDS}{again}" if guess.is_returned else again
            source = st.selectbox(
                LABEL["source"],
                offered,
                offered.index(proposed) if proposed in offered else 0,
                key=f"{key}_source_{table}",
                format_func=_source_words,
            )
        drops = (
            bool(source)
            and not source.startswith(ADDS)
            and table in REGISTER_TABLES
            and st.checkbox(LABEL["drop"], key=f"{key}_drop")
        )
        chosen["date"] = _date_field(st, LABEL["date"], f"{key}_date", str(before.get("date", "")))
    with right:
        html.show_subheading(LABEL["sample"])
        st.dataframe(guess.sample, hide_index=True, key=f"{key}_sample")
        if not guess.has_geometry:
            _header_fields(key)
    if table:
        if table == "indicators":
            chosen["indicator"] = _indicator_settings(key, guess, before, folder)
        needed = {c.name for c in TABLES[table].columns if c.required} - set(chosen.get("set", {}))
        found = guess.columns if table == guess.table else columns_of(table, guess.headers)
        with st.expander(HEADING["columns"], expanded=not (before or needed <= set(found))):
            chosen["columns"] = _column_settings(key, table, guess, before, set(chosen.get("set", {})))
    words = st.session_state.get(f"{key}_values", {})
    if words:
        earlier = chosen.get("values", {})
        chosen["values"] = {**earlier, **{c: {**earlier.get(c, {}), **w} for c, w in words.items()}}
    if st.session_state.get(f"{key}_keys"):
        chosen["keys"] = {**chosen.get("keys", {}), **st.session_state[f"{key}_keys"]}
    return chosen, source, drops


def _header(key: str) -> tuple[int, int]:
    """Return in which row the column names stand and in how many, as a person set it; 0 leaves it to the program."""
    state = st.session_state
    return int(state.get(f"{key}_header") or 0), int(state.get(f"{key}_header_rows") or 0)


def _header_fields(key: str) -> None:
    left, right = st.columns(2, gap="small")
    left.number_input(LABEL["header_row"], 0, 60, 0, key=f"{key}_header", help=LABEL["header_help"])
    right.selectbox(
        LABEL["header_rows"], [0, 1, 2], key=f"{key}_header_rows", format_func=importing_words.HEADER_ROWS.__getitem__
    )


def _source_words(source: str) -> str:
    if not source:
        return LABEL["source_new"]
    words = LABEL["source_adds" if source.startswith(ADDS) else "source_again"]
    return words.format(name=source.removeprefix(ADDS))


def _date_field(place: Any, label: str, key: str, first: str) -> str:
    """Draw a field for a date as people write it; return it in ISO form, empty as long as it is none."""
    written = place.text_input(
        label, numbers.date_text(first) if first else "", key=key, placeholder="TT.MM.JJJJ", max_chars=10
    )
    (found,), (bad,) = to_date(pd.Series([written]))
    if bad:
        place.caption(importing_words.NO_DATE)
    return found or ""


def _facility_settings(key: str, guess: Guess, before: Mapping[str, Any]) -> dict[str, Any]:
    categories = ["", *VOCABULARIES["category"]]
    set_before = dict(before.get("set", {})).get("category", "")
    proposed = "" if "category" in guess.columns else next(iter(guess.categories), "")
    first = set_before if before else proposed
    category = st.selectbox(
        LABEL["category"],
        categories,
        categories.index(first),
        key=f"{key}_category",
        format_func=lambda c: labels.CATEGORY[c][1] if c else LABEL["from_column"],
    )
    complete = st.checkbox(
        LABEL["complete"], bool(before.get("complete")), key=f"{key}_complete", help=LABEL["complete_help"]
    )
    chosen: dict[str, Any] = {"complete": complete}
    if category:
        chosen["set"] = {"category": category}
    return chosen


def _activity_settings(key: str, before: Mapping[str, Any]) -> dict[str, Any]:
    points = ["", *VOCABULARIES["ansatzpunkt"]]
    first = dict(before.get("set", {})).get("ansatzpunkt", "")
    point = st.selectbox(
        LABEL["ansatzpunkt"],
        points,
        points.index(first),
        key=f"{key}_ansatzpunkt",
        format_func=lambda p: labels.ANSATZPUNKT[p] if p else LABEL["from_column"],
    )
    return {"set": {"ansatzpunkt": point}} if point else {}


def _column_settings(
    key: str, table: str, guess: Guess, before: Mapping[str, Any], fixed: Collection[str]
) -> dict[str, str]:
    """Draw a select box for each of our columns; only what differs from what is recognised anyway is a setting."""
    found = columns_of(table, guess.headers)
    mapped = dict(before.get("columns", {}))
    names = [c.name for c in TABLES[table].columns if c.name not in fixed]
    if TABLES[table].shape == "point" and not guess.has_geometry:
        names += ["x", "y"]
    offered = ["", *guess.headers]
    columns = st.columns(3, gap="small")
    chosen: dict[str, str] = {}
    for at, name in enumerate(names):
        first = mapped.get(name, guess.columns.get(name, "") if table == guess.table else found.get(name, ""))
        header = columns[at % 3].selectbox(
            importing_words.column_label(table, name),
            offered,
            offered.index(first) if first in offered else 0,
            format_func=lambda h: h or LABEL["no_column"],
            key=f"{key}_{table}_{name}",
        )
        if header != found.get(name, "") or (header and name in ("x", "y")):
            chosen[name] = header
    return chosen


def _indicator_settings(key: str, guess: Guess, before: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Draw the list of columns that could be indicators; return those ticked as ``indicator`` blocks."""
    html.show_subheading(HEADING["indicators"])
    earlier = {block.get("column") or block.get("count"): block for block in before.get("indicator", ())}
    headers = [h for h in guess.headers if h in guess.numbers or h in earlier]
    blank = {"sign": 1, "kind": "status", "base": ""}
    lines = []
    for header in headers:
        unit = "%" if re.search(r"(?i)%|anteil|quote|rate", header) else ""
        told = {**blank, "unit": unit, "name": header, **earlier.get(header, {})}
        lines.append(
            {
                INDICATOR["take"]: header in earlier,
                INDICATOR["column"]: header,
                INDICATOR["name"]: told["name"],
                INDICATOR["unit"]: told["unit"],
                INDICATOR["sign"]: SIGN[int(told["sign"])],
                INDICATOR["kind"]: KIND[str(told["kind"])],
                INDICATOR["base"]: told["base"],
            }
        )
    select = st.column_config.SelectboxColumn
    edited = st.data_editor(
        pd.DataFrame(lines, columns=list(INDICATOR.values())),
        hide_index=True,
        key=f"{key}_indicators",
        disabled=[INDICATOR["column"]],
        column_config={
            INDICATOR["sign"]: select(options=list(SIGN.values()), required=True),
            INDICATOR["kind"]: select(options=list(KIND.values()), required=True),
            INDICATOR["base"]: select(options=["", *headers], help="Leer: die Spalte ist schon ein Anteil."),
        },
    )
    signs, kinds = {v: k for k, v in SIGN.items()}, {v: k for k, v in KIND.items()}
    blocks: list[dict[str, Any]] = []
    for line in edited.to_dict("records"):
        if not line[INDICATOR["take"]]:
            continue
        header, base = str(line[INDICATOR["column"]]), str(line[INDICATOR["base"]] or "")
        block: dict[str, Any] = {"count": header, "base": base} if base else {"column": header}
        block["id"] = header
        block["name"] = str(line[INDICATOR["name"]] or header)
        block["unit"] = str(line[INDICATOR["unit"]] or "")
        block["sign"] = signs[line[INDICATOR["sign"]]]
        block["kind"] = kinds[line[INDICATOR["kind"]]]
        blocks.append(block)
    return blocks


def _ask_words(key: str, table: str, problems: Sequence[Problem], study: Study) -> None:
    """Offer to map what was not understood: categories of facilities, names of areas."""
    kept = st.session_state.get(f"{key}_values", {}).get("category", {})
    unread = [p.value for p in problems if p.code == "bad_word" and p.severity == "rejected"]
    words = list(dict.fromkeys([*kept, *unread]))
    if words and table == "facilities":
        _ask(
            f"{key}_values",
            HEADING["words"],
            words[:MOST_WORDS],
            list(VOCABULARIES["category"]),
            lambda c: labels.CATEGORY[c][1],
            "category",
        )
    named = st.session_state.get(f"{key}_keys", {})
    unknown = [*named, *(p.value for p in problems if p.code == "unknown_area_row" and p.value)]
    if unknown:
        areas = dict(zip(study.sozialraeume["sozialraum_id"], study.sozialraeume["name"], strict=True))
        names = list(dict.fromkeys(unknown))[:MOST_WORDS]
        _ask(f"{key}_keys", HEADING["keys"], names, list(areas), lambda a: str(areas[a]), "")


def _ask(state: str, heading: str, words: Sequence[str], codes: Sequence[str], name: Any, column: str) -> None:
    html.show_subheading(heading)
    columns = st.columns(3, gap="small")
    for at, word in enumerate(words):
        field = f"{state}_{hashlib.sha256(word.encode()).hexdigest()[:8]}"

        def keep(word: str = word, field: str = field) -> None:
            kept = st.session_state.setdefault(state, {})
            target = kept.setdefault(column, {}) if column else kept
            if st.session_state[field]:
                target[word] = st.session_state[field]
            else:
                target.pop(word, None)

        columns[at % 3].selectbox(
            f"„{html.plain(word)}“",
            ["", *codes],
            key=field,
            on_change=keep,
            format_func=lambda c: name(c) if c else LABEL["refuse"],
        )


def _show_preview(folder: Path, key: str, prepared: Prepared, study: Study | None) -> None:
    counts = prepared.draft.counts
    html.show_answer(sentences.preview_sentence(counts))
    left, right = st.columns([3, 2], gap="medium")
    with right:
        placed = importing.points_of(prepared.frame)
        if placed is not None and len(placed):
            areas = None if study is None else study.sozialraeume.geometry
            show_small_map(areas, placed.geometry, key=f"{key}_map", words=importing_words.map_words(len(placed)))
    with left:
        st.button(
            LABEL["accept"],
            type="primary",
            icon=":material/check:",
            key=f"{key}_accept",
            on_click=_take,
            args=(folder, key, prepared),
            disabled=not counts["imported"],
        )
        _offer_rejected(prepared.rejected, key)
    _show_changes(prepared)


def _offer_rejected(rejected: Sequence[tuple[Problem, dict[str, str]]], key: str) -> None:
    if rejected:
        st.download_button(
            LABEL["rejected"],
            workbooks.rejected_workbook(rejected),
            "abgelehnt.xlsx",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            key=f"{key}_rejected",
        )


def _show_changes(prepared: Prepared) -> None:
    """Name the entries that would change and those that are not in the file any more."""
    for heading, names in ((HEADING["changed"], prepared.changed), (HEADING["vanished"], prepared.vanished)):
        if names:
            with st.expander(f"{heading}: {len(names)}"):
                html.show_list(names[:MOST_NAMED])
                if len(names) > MOST_NAMED:
                    html.show_note(importing_words.more(len(names) - MOST_NAMED))


def _take(folder: Path, key: str, prepared: Prepared) -> None:
    with told_faults():
        # under the name that the register asked for
        record = importing.apply(folder, prepared, str(st.session_state.get("register_user", "")))
        st.session_state.setdefault("taken", {})[key] = (record, prepared.rejected)


def _show_taken(folder: Path, key: str) -> None:
    record, rejected = st.session_state["taken"][key]
    html.show_answer(sentences.preview_sentence(record.counts, is_done=True))

    def back() -> None:
        with told_faults():
            importing.undo(folder, record.id)
            del st.session_state["taken"][key]

    st.button(LABEL["undo"], icon=":material/undo:", key=f"{key}_undo", on_click=back)
    _offer_rejected(rejected, key)


# --- the ledger and new studies -------------------------------------------------------------------------------------


def show_history(folder: Path, records: Sequence[ImportRecord]) -> None:
    """Draw the ledger and the button that takes the newest import back; nothing without imports."""
    if not records:
        return
    html.show_heading(HEADING["history"])
    table = pd.DataFrame(
        {
            HISTORY["at"]: [importing_words.moment(r.at) for r in records],
            HISTORY["by"]: [r.by for r in records],
            HISTORY["file"]: [r.file for r in records],
            HISTORY["table"]: [labels.TABLE[r.table] for r in records],
            **{
                HISTORY[name]: [r.counts.get(name, 0) for r in records]
                for name in ("new", "changed", "same", "rejected", "vanished")
            },
            HISTORY["undone"]: ["ja" if r.undone_at else "" for r in records],
        }
    )
    st.dataframe(table, hide_index=True, key="import_history")
    newest = next((r for r in records if r.undone_at is None), None)
    if newest is not None:
        st.button(
            LABEL["undo_newest"],
            icon=":material/undo:",
            key="import_undo",
            on_click=_undo_newest,
            args=(folder, newest.id),
        )


def _undo_newest(folder: Path, import_id: int) -> None:
    with told_faults():
        importing.undo(folder, import_id)
    taken = st.session_state.get("taken", {})
    here = f"import_{folder.name}_"
    st.session_state["taken"] = {k: t for k, t in taken.items() if not (k.startswith(here) and t[0].id == import_id)}


@contextmanager
def told_faults() -> Iterator[None]:
    """Keep what a click could not do for the next drawing of the page; nothing was written then."""
    try:
        yield
    except SozialraumError as error:
        st.session_state["import_fault"] = [importing_words.message(p) for p in error.problems]


def show_faults() -> None:
    """Draw once what the last click could not do."""
    if faults := st.session_state.pop("import_fault", None):
        html.show_list(faults)


def show_new_study(home: Path, choose: Any, *, is_open: bool = False) -> None:
    """Draw the form that makes a new study.

    Parameters
    ----------
    home
        Folder in which its folder is made.
    choose
        Called with "studie" and the name of its folder once it is there.
    is_open
        Whether the form stands open.
    """
    with st.expander(HEADING["new_study"], icon=":material/add:", expanded=is_open):
        left, middle, right = st.columns(3, gap="small")
        name = left.text_input(LABEL["name"], key="new_name", max_chars=60)
        day = _date_field(middle, LABEL["day"], "new_date", "")
        word = right.text_input(LABEL["area_word"], "Sozialraum", key="new_word", max_chars=30)
        zones = list(importing_words.ZONES)
        zone = left.selectbox(LABEL["zone"], zones, format_func=importing_words.ZONES.__getitem__, key="new_zone")

        def create() -> None:
            try:
                folder = importing.new_study(home, name, day, zone, levels=[word.strip() or "Sozialraum"])
            except SozialraumError as error:
                st.session_state["new_fault"] = problems_words.message(error.problems[0])
                return
            st.session_state.pop("new_fault", None)
            choose("studie", folder.name)

        st.button(LABEL["create"], key="new_create", on_click=create, disabled=not (name.strip() and day))
        if st.session_state.get("new_fault"):
            html.show_list([st.session_state["new_fault"]])
