"""Words around every page: menu, controls, waiting, errors, empty states that several pages share."""

from __future__ import annotations

APP = "Sozialraum-Geo"
SECTION = {"look": "Ansehen", "keep": "Pflegen", "tell": "Belegen"}
PAGE = {  # menu, question
    "ueberblick": ("Überblick", "Was gibt es bei uns?"),
    "erreichbarkeit": ("Erreichbarkeit", "Wer erreicht was zu Fuß?"),
    "luecken": ("Lücken", "Wo fehlt was, und wie vielen?"),
    "prioritaeten": ("Prioritäten", "Wo zuerst, und wie sicher ist das?"),
    "sozialraum": ("Sozialraum", "Was macht {area} aus?"),
    "netzwerk": ("Netzwerk", "Wer arbeitet mit wem?"),
    "aktivitaeten": ("Aktivitäten", "Was läuft, was endet, wo ist nichts?"),
    "heute": ("Heute", "Was haben wir heute gemacht?"),
    "register": ("Register", "Was wissen wir, und ist es noch richtig?"),
    "jahresbericht": ("Jahresbericht", "Was haben wir vorgehabt, was ist daraus geworden?"),
    "daten": ("Daten", "Worauf beruht das alles?"),
    "einlesen": ("Einlesen", "Was kommt neu dazu?"),
    "qualitaet": ("Datenqualität", "Wie gut sind die Daten?"),
    "austausch": ("Austausch", "Wie kommen die Daten in andere Programme, und zurück?"),
}
MODE = {"intern": "Intern", "oeffentlich": "Öffentlich", "projektor": "Projektor"}
# Asked only where a person switched it on; the ministry's open map, in grey so that the colours stay readable
TILES = {
    "url": "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/de_basemapde_web_raster_grau/default/"
    "GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png",
    "attribution": "© basemap.de / BKG",
}
CONTROL = {
    "tiles": "Karte aus dem Internet",
    "tiles_help": (
        "Aus: Nichts verlässt den Rechner. Ein: Der Browser holt Kartenbilder von sgx.geodatenzentrum.de "
        "(basemap.de); dorthin gehen der Kartenausschnitt und die Internetadresse dieses Rechners, sonst nichts."
    ),
    "study": "Studie",
    "standard": "Angebot und Alter",
    "area_all": "alle",
    "mode": "Ansicht",
    "mode_help": "Intern: alle Zahlen. Öffentlich: gerundet, ohne Rangfolge, Sozialindex und interne Angaben. "
    "Projektor: wie öffentlich, mit größerer Schrift.",
    "clear": "Auswahl aufheben",
    "view": "Karte zeigt",
    "download": "Herunterladen",
    "calculation": "Rechenweg",
}
BUSY = {
    "program": "Das Programm wird geladen …",
    "read": "Die Dateien werden gelesen …",
    "distances": "Die Fußwege werden berechnet …",
    "priorities": "Sozialindex und Rangfolge werden berechnet …",
    "start": "Die Studie wird vorbereitet …",
    "image": "Das Bild wird gezeichnet …",
}
ERROR = {
    "title": "Diese Ansicht ließ sich nicht erstellen.",
    "unknown": "Ein Fehler im Programm, nicht bei Ihnen. Ihre Daten sind unverändert. Bitte laden Sie die Seite neu; "
    "bleibt es dabei, nennen Sie der Betreuung diesen Code: {code}.",
    "no_study": "Es gibt hier noch keine Studie.",
    "no_study_help": (
        "Eine Studie ist ein Ordner mit einer study.toml und den Dateien der Stadt. Die Demo-Stadt entsteht mit "
        "„python -m sozialraum_geo demo“; eine eigene Studie öffnet „python start.py ORDNER“ (docs/studie.md)."
    ),
}
FOOTER = {
    "sources": "Quellen: {sources}",
    "state": "{name}, Stand {date} · {method} · Sozialraum-Geo {version} · Fingerabdruck {fingerprint}",
    "trial": "Probe: eigene Gewichte, nicht beschlossen",
}
NOT_HERE = {
    "studie": "Die Studie „{value}“ gibt es hier nicht; gezeigt wird {shown}.",
    "angebot": "Das Angebot „{value}“ wird in dieser Studie nicht ausgewertet; gezeigt wird {shown}.",
    "sozialraum": "„{value}“ gibt es in dieser Studie nicht; gezeigt werden alle Gebiete.",
}
TEMPLATE = "Vorlage herunterladen"
EMPTY = {
    "activities": (
        "Noch keine Angebote und Aktivitäten.",
        "Legen Sie Ihre Excel-Liste neben die study.toml und nennen Sie sie dort als Quelle der Tabelle „activities“. "
        "Die Vorlage hat die Spalten, die erkannt werden.",
    ),
    "partners": (
        "Noch keine Partner.",
        "Legen Sie Ihre Liste neben die study.toml und nennen Sie sie dort als Quelle der Tabelle „partners“. "
        "Die Vorlage hat die Spalten, die erkannt werden.",
    ),
    "standards": (
        "Hier ist noch kein Angebot auszuwerten.",
        "In der study.toml nennt „standards“, welche Wege zumutbar sind; data/standards.toml enthält die bekannten.",
    ),
}
VIEW = {
    "access": "Plätze in Reichweite",
    "overview": "Orte",
    "need_index": "Soziale Lage",
    "cells": "Wohnlagen",
    "covered_share": "Anteil je Gebiet",
    "uncovered_people": "Menschen",
    "weighted_people": "gewichtet mit dem Sozialindex",
    "partners": "Partner",
    "activities": "Angebote",
    "ending": "Was endet",
}
HEADING = {
    "by_area": "Je Gebiet",
    "by_point": "Angebote nach Ansatzpunkt",
    "gremien": "Gremien",
    "partners": "Partner",
    "emphasis": "Schwerpunkte",
    "engagement": "Bürgerengagement",
}
SEARCH = "In der Liste suchen"
SHEET = "Seite"
SHEET_ROWS = "Zeilen {first} bis {last} von {all}"
NOTHING_FOUND = "Nichts gefunden."
NOTHING_HERE = "Hier ist nichts eingetragen."
