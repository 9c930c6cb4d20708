"""A school, a club and an offer as rows of the register."""

from __future__ import annotations

SCHOOL = {"name": "Grundschule Süd", "kind": "schule", "sozialraum_id": "A"}
CLUB = {"name": "Ballverein", "kind": "Verein", "sozialraum_id": "B"}
# one whole row of each table, as somebody would type it
ROWS = {
    "partners": SCHOOL,
    "gremien": {"name": "AK Jugend", "kind": "Arbeitskreis", "area_level": "Sozialraum", "role": "Koordination",
                "rhythm": "monatlich", "next_date": "3.2.2026", "members": "Ballverein", "wirkungsraum": "A; B"},
    "activities": {"name": "Elterncafé", "ansatzpunkt": "4", "role": "Durchführungsverantwortung", "form": "vor Ort",
                   "begin": "1.1.2025", "end": "31.12.2026", "rhythm": "wöchentlich", "hours_week": "3,5",
                   "age_from": "0", "age_to": "6", "target": "Eltern", "access": "offen", "cost": "kostenlos",
                   "languages": "Deutsch, Arabisch", "is_barrier_free": "ja", "funding": "Stadt",
                   "funded_until": "31.12.2026", "participants": "12", "sozialraum_id": "A"},
    "cooperations": {"partner_id": "p1", "state": "geklärt", "hze_task": "Soziale Gruppe",
                     "competence": "Gruppenarbeit", "benefit": "frühe Hilfe",
                     "partner_part": "Raum, Ferienbetreuung", "time_frame": "ein Schuljahr",
                     "roles": "EHS leitet, Schule lädt ein", "contribution": "Gruppenangebot",
                     "review_date": "1.7.2026"},
    "engagement": {"name": "Bürgerbüro Mitte", "kind": "Bürgerbüro", "volunteers": "14", "sozialraum_id": "A"},
    "facilities": {"name": "Kita Nord", "category": "Kita", "capacity": "40", "sozialraum_id": "C",
                   "leistungsbereich": "§ 22", "is_protected": ""},
    "sites": {"name": "Haus am Markt", "is_barrier_free": "x", "sozialraum_id": "A"},
    "resolutions": {"gremium_id": "g1", "name": "Bolzplatz bleibt", "date": "1.10.2025", "state": "in Arbeit",
                    "outcome": "Antrag gestellt"},
    "effort": {"station": "Süd", "day": "14.11.2025", "hours": "1,5", "name": "Elterncafé vorbereitet",
               "ansatzpunkt": "4", "sozialraum_id": "A", "participants": "9"},
    "goals": {"year": "2026", "sozialraum_id": "A", "ansatzpunkt": "2.2", "name": "Schule gewinnen",
              "hours_planned": "120", "state": "begonnen", "next_step": "Gespräch"},
    "contacts": {"name": "Frau Beispiel", "partner_id": "p1", "function": "Schulleitung", "phone": "0123 456",
                 "consent_on": "1.9.2025", "delete_on": "1.9.2027"},
}  # fmt: skip
