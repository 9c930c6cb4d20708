"""A team that edits one register at the same time."""

from __future__ import annotations

import json
import random
import time

from sozialraum_geo.errors import StudyError
from sozialraum_geo.store import database as store_module
from sozialraum_geo.store.database import open_store
from sozialraum_geo.store.ledger import BY_HAND, Change

KEYS = [f"k{i}" for i in range(12)]


def change(key, seen, **values):
    return Change("partners", key, json.dumps({"partner_id": key, **values}, sort_keys=True), None, BY_HAND, seen)


def removal(key, seen):
    return Change("partners", key, None, None, BY_HAND, seen)


def state(store):
    return {entry.key: (entry.content, entry.version) for _, entry in store.rows("partners")}


def replayed(store):
    """Return what the log says the register holds; each step must fit the one before."""
    held = {}
    for step in store.log():
        before = None if step.before is None else step.before.content
        assert held.get((step.source, step.key), (None, 0))[0] == before, "the log has a gap"
        if step.after is None:
            held.pop((step.source, step.key))
        else:
            held[step.source, step.key] = (step.after.content, step.after.version)
    return {key: value for (_, key), value in held.items()}


def _wishes(chance, held, name):
    """Return what somebody wants of some rows, as they saw them."""
    changes = []
    for key in chance.sample(KEYS, chance.choice([1, 1, 1, 3])):
        entry = held.get(key)
        seen = 0 if entry is None else entry.version
        is_leaving = entry is not None and chance.random() < 0.2
        changes.append(removal(key, seen) if is_leaving else change(key, seen, name=name))
    return changes


def raised(store):
    """Raise everybody's common counter by one; False if somebody was faster."""
    entry = next((e for _, e in store.rows("gremien")), None)
    total = json.loads(entry.data)["total"] if entry else 0
    told = json.dumps({"gremium_id": "zaehler", "total": total + 1})
    try:
        store.edit([Change("gremien", "zaehler", told, None, BY_HAND, entry.version if entry else 0)], "change")
    except store_module.ConflictError:
        return False
    return True


def team_member(folder, seed, turns):
    """Edit and undo at random, as one of several; print what came of it."""
    chance = random.Random(seed)
    counts = {"written": 0, "conflicts": 0, "undone": 0, "refused": 0, "added": 0, "again": 0}
    own = []
    with open_store(folder) as store:
        for turn in range(turns):
            held = {entry.key: entry for _, entry in store.rows("partners")}
            if chance.random() < 0.3:
                time.sleep(0.002)  # looking at what is there takes a while
            try:
                if own and chance.random() < 0.3:
                    store.undo_edit(own.pop(chance.choice([-1, -1, 0])))
                    counts["undone"] += 1
                else:
                    edit = store.edit(_wishes(chance, held, f"{seed} {turn}"), "bulk", by=f"person {seed}")
                    counts["written"] += 1
                    own.append(edit.id)
            except StudyError:
                counts["refused"] += 1
            except store_module.ConflictError:
                counts["conflicts"] += 1
            while not raised(store):
                counts["again"] += 1
            counts["added"] += 1
    print(json.dumps(counts), flush=True)
