"""What the page „Netzwerk“ says."""

from __future__ import annotations

from sozialraum_geo.german.words import grammar, numbers
from sozialraum_geo.german.words.pages import partners as words
from sozialraum_geo.release import partners
from sozialraum_geo.release.activities import running
from sozialraum_geo.release.door import Release
from sozialraum_geo.release.facts import area_name, gremien_in, of_area

MOST_NAMED = 8


def network_sentence(release: Release, sozialraum_id: str = "", kind: str = "schule") -> str:
    """Say with how many partners of a kind the co-operation is settled; in public only how many there are.

    Parameters
    ----------
    kind
        Code of the kind; where there is none of it, the kind with most partners.
    """
    partners = of_area(release.partners, sozialraum_id)
    activities = running(release, sozialraum_id)
    if not len(release.partners) and not len(release.activities):
        return words.ANSWER["network_none"]
    kinds = partners["kind"].value_counts()
    if kind not in kinds.index and len(kinds):
        kind = str(kinds.index[0])
    of_kind = partners[partners["kind"] == kind]
    everyone = grammar.counted(len(partners), "Partner", "Partner")
    state = of_kind["state"].fillna("unbekannt")
    is_whole = not (state == "unbekannt").any()
    key = "network_public" if release.is_public or not len(of_kind) else "network_all" if is_whole else "network"
    return words.ANSWER[key].format(
        settled=numbers.number((state == "geklaert").sum()),
        unrecorded=numbers.number((state == "unbekannt").sum()),
        kind=grammar.dative(grammar.PARTNER_KINDS.get(kind, grammar.PARTNER_KINDS["sonstige"])),
        kinds=grammar.counted(len(kinds), "Bereich", "Bereichen"),
        partners=everyone if key == "network_public" else numbers.number(len(of_kind)),
        gremien=grammar.counted(len(gremien_in(release, sozialraum_id)), "Gremium", "Gremien"),
        activities=grammar.counted(len(activities), "laufendes Angebot", "laufende Angebote"),
    )


def noticed(release: Release, sozialraum_id: str = "") -> list[str]:
    """Say how many schools, Kitas and Horte are linked, and what hangs on one institution or has no link at all.

    Returns
    -------
    list of str
        Empty in public.
    """
    if release.is_public:
        return []
    regular = of_area(partners.regular_institutions(release), sozialraum_id)
    lines = [words.NETWORK["linked_none"]]
    if len(regular):
        linked = int(regular["is_linked"].sum())
        lines = [
            words.NETWORK["linked"].format(
                all=numbers.number(len(regular)),
                verb="ist" if linked == 1 else "sind",
                linked=numbers.number(linked),
                unrecorded=numbers.number((regular["state"] == partners.UNRECORDED).sum()),
            )
        ]
    alone = partners.single_institution(release)
    for area, name in alone.items():
        if not sozialraum_id or area == sozialraum_id:
            lines.append(words.NETWORK["single"].format(area=area_name(release, str(area)), name=name))
    bare = [a for a in partners.unlinked_areas(release) if not sozialraum_id or a == sozialraum_id]
    if bare:
        named = ", ".join(area_name(release, a) for a in bare[:MOST_NAMED])
        more = f" und {numbers.number(len(bare) - MOST_NAMED)} weitere" if len(bare) > MOST_NAMED else ""
        lines.append(words.NETWORK["unlinked"].format(names=named + more))
    if not len(alone) and not bare and not sozialraum_id:
        lines.append(words.NETWORK["nothing"])
    return lines


def members_note(release: Release) -> str:
    """Say how many members of Gremien stand in no list of partners; empty without any, and in public."""
    count = partners.unknown_members(release)
    counted = grammar.counted(count, "Name", "Namen")
    return words.NETWORK["unknown_members"].format(count=counted) if count else ""
