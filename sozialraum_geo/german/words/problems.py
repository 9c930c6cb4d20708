"""What each problem means in German: where, what, why, and what to do about it."""

from __future__ import annotations

import re

from sozialraum_geo.errors import Problem
from sozialraum_geo.german.words.numbers import number

# fmt: off
# code -> (what is wrong, what to do). {value} and {detail} are filled in as they are; as {number} and {count} they are
# written as German numbers, which ids never are
PROBLEMS: dict[str, tuple[str, str]] = {
    # the study
    "no_study": ("Hier liegt keine study.toml.", "Ordner einer Studie angeben oder eine study.toml anlegen (docs/studie.md)."),
    "bad_toml": ("Die Beschreibung der Studie ist nicht lesbar (Zeichen {detail}).", "Diese oder die vorige Zeile berichtigen; Texte gehören in Anführungszeichen."),
    "toml_not_utf8": ("Die Beschreibung der Studie ist nicht in UTF-8 geschrieben.", "Im Editor mit der Kodierung UTF-8 speichern."),
    "single_brackets": ("Der Abschnitt „{value}“ steht in einfachen Klammern.", "Doppelte Klammern schreiben: [[{value}]]."),
    "unknown_word": ("Die Angabe „{value}“ gibt es für diese Spalte nicht.", "Angabe nach docs/studie.md wählen{meant}."),
    "missing_setting": ("Die Angabe fehlt.", "Angabe ergänzen (docs/studie.md)."),
    "bad_setting": ("Der Wert „{value}“ ist hier nicht möglich.", "Wert nach docs/studie.md berichtigen."),
    "unknown_setting": ("Die Angabe „{value}“ ist unbekannt.", "Schreibweise prüfen{meant}."),
    "unknown_table": ("Die Tabelle „{value}“ gibt es nicht.", "Tabellenname nach docs/studie.md wählen{meant}."),
    "unknown_column_name": ("Unsere Spalte „{value}“ gibt es in dieser Tabelle nicht.", "Spaltenname nach docs/studie.md wählen{meant}."),
    "unknown_keys": ("Die Schlüsseltabelle „{value}“ fehlt.", "[keys.{value}] ergänzen{meant}."),
    "unknown_category": ("Die Kategorie „{value}“ gibt es nicht.", "Kategorie nach docs/studie.md wählen{meant}."),
    "unknown_layer": ("Die Karte „{value}“ gibt es nicht.", "Eine von diesen wählen: {detail}."),
    "internal_layer": (
        "Die Karte „{value}“ gibt es nur in der internen Fassung, und nur mit den nötigen Daten.",
        "Interne Fassung wählen und prüfen, ob soziale Kennzahlen vorliegen.",
    ),
    "unknown_standard": ("Der Standard „{value}“ ist unbekannt.", "Kennung aus data/standards.toml wählen{meant}."),
    "unknown_preset": ("Das Verfahren „{value}“ für den Sozialindex ist unbekannt.", "Verfahren aus data/index_presets.toml wählen{meant}."),
    "unknown_level": ("Die Ebene „{value}“ steht nicht in study.levels ({detail}).", "Ebene dort ergänzen oder hier anpassen."),
    "no_sources": ("Die Studie nennt keine einzige Datei.", "Mindestens die Sozialräume als [[source]] angeben."),
    "no_areas_source": ("Die Studie nennt keine Datei mit Sozialräumen.", 'Eine [[source]] mit table = "sozialraeume" ergänzen.'),
    "bad_band": ("„{value}“ ist keine Altersgruppe.", "So schreiben: „6-<12“ oder „65+“."),
    "bad_standard": ("Der Standard „{value}“ ist unvollständig: {detail}.", "id, category, ages und limit_m angeben."),
    # the register
    "bad_register": ("Das Register der Studie ist beschädigt oder keine Datei dieses Programms.", "Die letzte Sicherung von register.sqlite an diese Stelle legen."),
    "disk_full": ("Der Datenträger ist voll; es wurde nichts geschrieben.", "Platz schaffen und den Import wiederholen."),
    "server_away": ("Der Server, auf dem das Register liegt, antwortet nicht.", "Prüfen, ob er läuft und die Adresse in SOZIALRAUM_STORE_URL stimmt, dann neu laden. Am Register selbst ist nichts zu tun."),
    "register_busy": ("Jemand anderes schreibt gerade in das Register.", "Kurz warten und noch einmal versuchen."),
    "register_not_writable": ("Das Register ließ sich nicht schreiben.", "Prüfen, ob der Ordner der Studie beschrieben werden darf."),
    "no_register": ("Diese Studie hat noch kein Register.", "Zuerst eine Liste übernehmen oder einen Eintrag anlegen."),
    "backup_on_server": ("Das Register liegt auf einem Server.", "Dort sichern, etwa mit pg_dump."),
    "views_need_server": ("Ansichten für QGIS gibt es nur auf einem Server.", "SOZIALRAUM_STORE_URL setzen; ohne Server die GeoPackage-Datei nehmen."),
    "no_postgis": ("Der Datenbank fehlt PostGIS.", "Als Verwalter „CREATE EXTENSION postgis“ ausführen."),
    "newer_register": ("Das Register wurde mit einer neueren Fassung des Programms geschrieben (Stand {value}).", "Dieses Programm erneuern."),
    "no_undo": ("Es gibt hier nichts, das sich zurücknehmen ließe.", "In der Liste der Importe oder der Änderungen nachsehen."),
    "undo_later_first": ("Diese Einträge wurden danach noch einmal geändert oder eingelesen.", "Zuerst die spätere Änderung zurücknehmen."),
    "no_returned_sheet": ("Kein Blatt dieser Datei ist eine Liste des Registers.", "Die Datei zum Bearbeiten herunterladen, die Namen der Blätter und Spalten lassen: {detail}."),
    "returned_gone": ("Der Eintrag „{value}“ wurde inzwischen aus dem Register genommen.", "Soll er wieder hinein, die Zelle in der Spalte „Schlüssel“ leeren."),
    "returned_unknown": ("Der Eintrag „{value}“ ist in diesem Register nicht bekannt, auch nicht im Verlauf.", "Die Datei stammt aus einem anderen Register oder ist neuer als die Sicherung, die zurückgelegt wurde. Soll er als neuer Eintrag hinein, die Zellen „Schlüssel“, „Liste“ und „Fassung“ leeren."),
    "returned_elsewhere": ("Diese Datei kommt aus dem Register von „{value}“, nicht aus dem von „{detail}“.", "Dort einlesen; wurde die Studie umbenannt, die Excel-Datei neu herunterladen."),
    "returned_sheet_unknown": ("Dieses Blatt ist keine Liste des Registers und wurde nicht gelesen.", "Wurde ein Blatt umbenannt, ihm den alten Namen geben und noch einmal einlesen."),
    "returned_changed": ("Der Eintrag „{value}“ soll gelöscht werden, wurde aber inzwischen geändert.", "Die neue Fassung im Register ansehen und dort löschen."),
    "kept_by_hand": ("{count} Einträge wurden hier und in der Datei verschieden geändert, zuerst „{value}“; die Angaben im Register bleiben.", "Im Register nachsehen und, wo die Datei recht hat, dort ändern."),
    "stays_out": ("{count} Einträge der Datei wurden von Hand gelöscht und bleiben draußen.", "Soll einer zurück, die Löschung zurücknehmen."),
    "list_changed": ("Inzwischen hat jemand einen Eintrag dieser Liste geändert; es wurde nichts übernommen.", "Die Vorschau zeigt jetzt den neuen Stand; noch einmal ansehen und übernehmen."),
    "row_changed": ("Der Eintrag „{value}“ wurde inzwischen von jemand anderem geändert.", "Beide Fassungen vergleichen und entscheiden."),
    "own_words_unreadable": ("Die eigenen Wörter sind nicht lesbar: {detail}", "data/geo/woerter.toml berichtigen."),
    "own_words_unknown": ("Ein Wortschatz „{value}“ ist nicht bekannt.", "Einen von diesen wählen: {detail}."),
    "own_words_taken": ("Die eigenen Wörter für „{value}“ ({column}) bleiben außer Betracht: leer, keine Kennung oder schon für etwas anderes vergeben.", "Kennung in Kleinbuchstaben schreiben und andere Wörter wählen."),
    "which_table": ("Was in der Datei steht, ist nicht zu erkennen.", "Mit --table angeben: {detail}."),
    "placeless": ("{count} Einträge haben keinen Ort; sie stehen in Listen, aber auf keiner Karte.", "Koordinaten oder den Sozialraum ergänzen, oder ein Adressverzeichnis einlesen."),
    "areas_first": ("Die Studie hat noch keine Gebiete.", "Zuerst die Datei mit den Flächen der Sozialräume einlesen."),
    "study_exists": ("Eine Studie „{value}“ gibt es schon.", "Einen anderen Namen wählen."),
    "bad_name": ("Aus „{value}“ lässt sich kein Ordnername machen.", "Einen Namen aus Buchstaben wählen."),
    "rows_vanished": ("{count} Einträge stehen noch im Register, aber nicht mehr in der neuesten Datei.", "Prüfen und beim nächsten Import herausnehmen, wenn es sie nicht mehr gibt."),
    "out_is_file": ("Hier steht eine Datei; die Ergebnisse brauchen einen Ordner.", "Mit --out einen Ordner nennen; er wird angelegt, wenn es ihn nicht gibt."),
    "out_not_writable": ("In diesen Ordner darf nicht geschrieben werden.", "Mit --out einen anderen Ordner nennen oder die Rechte ändern lassen."),
    # a run again
    "run_unreadable": ("Das ist keine run.json dieses Programms, oder eine von einer anderen Fassung.", "Die run.json nehmen, die „analyse“ neben die Ergebnisse schreibt, und die Fassung, die darin steht."),
    "run_other_study": ("Die Studie „{value}“ ist nicht dieselbe wie in run.json; anders sind die Dateien: {detail}.", "Mit --study den Ordner nennen, wie er beim ersten Lauf war, oder neu auswerten (analyse)."),
    "run_program": ("Das Programm hat eine andere Fassung als beim ersten Lauf ({detail}).", "Für dieselben Bytes die frühere Fassung nehmen."),
    "run_library": ("{value} hat eine andere Fassung als beim ersten Lauf ({detail}); Ergebnisse können in den letzten Stellen abweichen.", "Für dieselben Bytes die frühere Fassung nehmen (requirements.txt)."),
    "run_standards": ("Mitgelieferte Standards oder das Verfahren des Sozialindex sind andere als beim ersten Lauf.", "data/standards.toml und data/index_presets.toml mit dem ersten Lauf vergleichen."),
    "run_sources": ("Die Angaben zu diesen Dateien sind andere als beim ersten Lauf: {value}.", "Titel, Herausgeber, Lizenz und Zeilenzahl in study.toml vergleichen."),
    # the address directory
    "register_empty": ("Die Adressliste enthält keine einzige Straße.", "Spalten Straße und Hausnummer prüfen."),
    "register_foreign": ("Diese Datei ist kein Adressregister dieses Programms.", "Das Register aus der Adressliste neu aufbauen: den Ordner built/ löschen."),
    "register_damaged": ("Das Adressregister ist beschädigt.", "Das Register aus der Adressliste neu aufbauen: den Ordner built/ löschen."),
    "register_version": ("Das Adressregister hat Stand {value}, gebraucht wird {detail}.", "Das Register aus der Adressliste neu aufbauen: den Ordner built/ löschen."),
    "service_silent": ("Der Adressdienst {value} antwortet nicht oder mit etwas anderem als Orten.", "Später noch einmal versuchen, oder die Koordinaten in der Liste ergänzen."),
    "not_asked": ("Über „{value}“ wird niemand gefragt.", "Geschützte Orte und Studien ohne [geocoder] fragen nie nach draußen."),
    "bad_service": ("„{value}“ ist keine verschlüsselte Adresse eines Dienstes.", "Mit https:// angeben."),
    "register_not_written": ("Das Adressregister ließ sich nicht schreiben ({detail}).", "Platz und Rechte prüfen; andere Fenster schließen, die es benutzen."),
    "address_doubtful": ("Die Adresse „{value}“ ist nicht eindeutig.", "Auf der Seite „Datenqualität“ entscheiden, welcher Ort gemeint ist."),
    "address_unknown": ("Die Adresse „{value}“ steht nicht im Adressverzeichnis.", "Schreibweise prüfen, oder Koordinaten oder den Sozialraum ergänzen."),
    "addresses_pointless": ("{count} Adressen stehen ohne Punkt im Adressverzeichnis; diese Orte zählen zu ihrem Gebiet, haben aber keinen Punkt auf der Karte.", "Für Wege und Karten ein Adressverzeichnis mit Koordinaten einlesen."),
    "addresses_found": ("{count} Orte wurden über ihre Adresse gefunden.", "Nichts zu tun."),
    # how good the data are
    "quality_rejected": ("{count} Zeilen warten auf Sie.", "Auf der Seite „Daten“ herunterladen, berichtigen und wieder einlesen."),
    "quality_unplaced": ("{count} Einrichtungen haben keinen genauen Ort und zählen nicht für Wege.", "Adresse oder Koordinaten ergänzen."),
    "quality_duplicates": ("Paare von Einrichtungen, die doppelt sein könnten: {count}.", "Unten ansehen und entscheiden."),
    "quality_stale": ("Der Stand ist der {value}.", "Eine neuere Fassung besorgen."),
    "quality_no_people": ("Es gibt keine Einwohnerzahlen; Anteile sind nicht möglich.", "Einwohner nach Alter je Gebiet einlesen."),
    "merged_duplicate": ("{count} doppelte Einträge zählen nur einmal, wie entschieden.", "Auf der Seite „Datenqualität“ lässt sich das zurücknehmen."),
    # files
    "no_file": ("Die Datei ist nicht da.", "Datei an diese Stelle legen oder den Pfad in study.toml berichtigen."),
    "too_large": ("Die Datei ist größer als {count} MB.", "Datei aufteilen oder nur die nötigen Spalten ausgeben lassen."),
    "too_many_rows": ("Die Datei hat {number} Zeilen, erlaubt sind {count}.", "Datei aufteilen."),
    "too_many_columns": ("Die Tabelle hat {number} Spalten.", "Nur die nötigen Spalten ausgeben lassen."),
    "unknown_type": ("Dateien der Art „{value}“ werden nicht gelesen.", "Als GeoJSON, Shapefile, GeoPackage, FlatGeobuf, Parquet, CSV, XLSX oder ODS speichern."),
    "empty_file": ("Die Datei ist leer.", "Datei neu ausgeben lassen."),
    "not_there": ("„{value}“ gibt es in dieser Studie nicht.", "Eine Angabe von diesen wählen: {detail}."),
    "which_point": ("{count} Angebote der Datei nennen keinen Ansatzpunkt.", "Einen Ansatzpunkt für sie wählen, auf der Befehlszeile mit --ansatzpunkt."),
    "not_hsds": ("In der Datei steht kein Verzeichnis nach Open Referral (HSDS).", "Eine JSON-Datei mit „services“ oder die CSV-Dateien eines Datenpakets als zip nehmen."),
    "wrong_content": ("Der Inhalt passt nicht zur Endung „{value}“.", "Datei im Programm öffnen, aus dem sie stammt, und neu speichern."),
    "unreadable": ("Die Datei ließ sich nicht lesen.", "Datei im Programm öffnen, aus dem sie stammt, und neu speichern."),
    "nul_byte": ("Die Datei enthält Zeichen, die in einer Texttabelle nicht vorkommen.", "In Excel öffnen und als „CSV UTF-8“ speichern."),
    "bad_encoding": ("Die Datei ist nicht in der Zeichenkodierung „{value}“ geschrieben.", "Angabe encoding weglassen oder berichtigen."),
    "huge_cell": ("In einer Zelle steht mehr Text als erlaubt.", "Nach einem offenen Anführungszeichen suchen oder den Text kürzen."),
    "comma_decimals": ("Die meisten Zeilen haben mehr Felder als die Kopfzeile: Das Komma trennt hier Spalten und zugleich Nachkommastellen.", "In Excel als „CSV (Trennzeichen-getrennt)“ mit Semikolon speichern oder die Zahlen in Anführungszeichen setzen."),
    "bad_csv": ("Ab dieser Zeile lassen sich die Zeilen nicht in Spalten trennen.", "Nach einem offenen Anführungszeichen suchen und es schließen."),
    "locked_or_old": ("Die Datei ist mit einem Kennwort geschützt oder im alten Excel-Format.", "In Excel öffnen und ohne Kennwort als .xlsx speichern."),
    "locked": ("Die Datei ist mit einem Kennwort geschützt.", "Kennwort entfernen und neu speichern."),
    "page_as_workbook": ("Die Datei heißt wie eine Excel-Datei, ist aber eine Internetseite.", "In Excel öffnen und als .xlsx speichern."),
    "zip_bomb": ("Die Datei wird beim Entpacken unverhältnismäßig groß.", "Datei im Programm öffnen, aus dem sie stammt, und neu speichern."),
    "nested_zip": ("Im Archiv steckt ein weiteres Archiv („{value}“).", "Entpacken und die Dateien einzeln einlesen."),
    "osm_needs_package": (
        "OSM-Auszüge liest das Programm nur mit dem Zusatzpaket osmium, und das ist nicht eingerichtet.",
        "Im Ordner des Programms „.venv/bin/python -m pip install osmium“ aufrufen (Windows: .venv\\Scripts\\python) und neu starten.",
    ),
    "osm_damaged": ("Der OSM-Auszug ist abgeschnitten oder beschädigt.", "Auszug neu herunterladen."),
    "osm_entities": ("Der OSM-Auszug enthält Textbausteine (DOCTYPE), die es in OSM-Dateien nicht gibt.", "Auszug von einer bekannten Stelle neu herunterladen."),
    "osm_empty": ("Der OSM-Auszug enthält nichts für „{value}“.", "Auszug prüfen oder diese Angabe weglassen."),
    "osm_incomplete": ("Von {count} Objekten enthält der OSM-Auszug keine oder zu wenige Punkte; sie fehlen.", "Auszug mit vollständigen Wegen herunterladen, wenn sie wichtig sind."),
    "osm_outside": ("{count} Objekte des OSM-Auszugs liegen weit außerhalb des Gebiets und bleiben weg.", "Nichts zu tun."),
    "xml_entities": ("Die Datei enthält Textbausteine (DOCTYPE), die es in einer Tabelle nicht gibt.", "Datei in Excel oder LibreOffice öffnen und neu speichern."),
    "active_database": ("Die Datei enthält Abfragen oder Auslöser („{value}“), nicht nur Tabellen.", "Ebene im GIS in ein neues GeoPackage speichern."),
    "needs_memory": ("Die Datei braucht beim Lesen mehr Speicher als erlaubt.", "Datei aufteilen oder nur die nötigen Spalten ausgeben lassen."),
    "reader_slow": ("Das Lesen wurde nach {count} Sekunden abgebrochen.", "Datei aufteilen oder im Programm öffnen, aus dem sie stammt, und neu speichern."),
    "reader_stopped": ("Beim Lesen dieser Datei brach das Leseprogramm ab.", "Datei im Programm öffnen, aus dem sie stammt, und neu speichern."),
    "title_skipped": ("Die Spaltennamen stehen in Zeile {row}, beginnend mit „{value}“; was darüber steht, gilt als Titel.", "Stimmt das nicht: header_row = Nummer der Zeile mit den Spaltennamen angeben."),
    "no_header_row": ("Die Zeile mit den Spaltennamen fehlt; in Zeile {row} steht schon „{value}“.", "Über den Daten eine Zeile mit Spaltennamen einfügen. Sind es doch Namen: header_row = {row} angeben."),
    "two_line_header": ("Die Spaltennamen stehen vermutlich in zwei Zeilen; die zweite nennt: {value}.", "header_rows = 2 angeben, wenn beide Zeilen zusammen gelten, sonst header_rows = 1."),
    "no_header": ("Es wurde keine Zeile mit Spaltennamen gefunden.", "header_row = Nummer der Zeile mit den Spaltennamen angeben."),
    "only_header": ("Es gibt keine Zeile mit Daten.", "Datei prüfen oder aus der Studie nehmen."),
    "duplicate_header": ("Spaltennamen kommen doppelt vor: {value} (Spalten {detail}).", "Eine der Spalten umbenennen."),
    "which_sheet": ("Die Datei hat mehrere Blätter oder Ebenen: {detail}.", 'Das richtige mit sheet = "…" nennen.'),
    "no_sheet": ("Das Blatt oder die Ebene „{value}“ gibt es nicht. Vorhanden: {detail}.", "sheet berichtigen."),
    "which_shapefile": ("Das Archiv enthält mehr als ein Shapefile: {detail}.", 'Nur eines einpacken oder mit sheet = "…" nennen.'),
    "no_shapefile": ("Das Archiv enthält kein Shapefile.", "Die Dateien .shp, .shx, .dbf und .prj zusammen einpacken."),
    "shapefile_part": ("Zum Shapefile fehlt {value}.", "Alle Dateien des Shapefiles (.shp, .shx, .dbf, .prj) zusammen ablegen."),
    "zip_path": ("Das Archiv enthält unerlaubte Pfade oder Verweise („{value}“).", "Dateien ohne Ordner neu einpacken."),
    # columns
    "missing_column": ("Die Spalte gibt es nicht. Vorhanden: {detail}.", "Spaltennamen in study.toml berichtigen."),
    "missing_required": ("Es fehlt eine Spalte wie {value}. Vorhanden: {detail}.", 'columns = {{ {column} = "Spaltenname" }} oder set angeben.'),
    "no_bands": ("Keine Spalte sieht nach einer Altersgruppe aus. Vorhanden: {detail}.", 'bands = {{ "Spaltenname" = "6-<12" }} angeben.'),
    "bands_unclear": ("Es ist nicht zu erkennen, ob diese Altersgruppen das letzte Jahr enthalten: {value}.", 'Zuordnen, zum Beispiel bands = {{ "6-15" = "6-<16" }}; in langen Tabellen „6 bis unter 16“ schreiben.'),
    "double_band": ("Mehrere Zeilen oder Spalten nennen dieselbe Altersgruppe: {value}.", "Nur eine davon verwenden (only, except oder bands)."),
    "population_twice": ("Mehrere Dateien zählen dieselben Menschen ({count} Altersgruppen in denselben Gebieten): {value}.", "Nur eine davon verwenden oder mit only auf einen Stand beschränken."),
    "no_indicators": ("Es ist nicht gesagt, welche Spalten Kennzahlen sind.", "Mindestens ein indicator mit id und column angeben."),
    # areas and coordinates
    "no_geometry": ("Die Datei enthält keine Geometrien.", "Eine Geodatei (GeoJSON, Shapefile, GeoPackage …) verwenden."),
    "no_crs": ("Die Datei sagt nicht, in welchem Koordinatensystem sie ist.", 'Beim GIS-Büro fragen und angeben, zum Beispiel crs = "EPSG:25832".'),
    "no_crs_fits": ("Die Koordinaten ({value}) passen in keinem bekannten Koordinatensystem zum Gebiet.", 'Beim GIS-Büro nach dem System fragen und angeben, zum Beispiel crs = "EPSG:25832".'),
    "swapped_coordinates": ("Die beiden Spalten der Koordinaten ({value}) sind vermutlich vertauscht.", 'Richtig zuordnen: columns = {{ x = "Spalte mit dem Rechtswert", y = "Spalte mit dem Hochwert" }}.'),
    "swapped_geometry": ("Länge und Breite sind in dieser Datei vermutlich vertauscht ({value}).", "Im GIS X und Y tauschen und die Datei neu ausgeben."),
    "mostly_elsewhere": ("Bei {detail} Orten nennt die Datei einen anderen Sozialraum als den, in dem der Punkt liegt; das Koordinatensystem ({value}) stimmt vermutlich nicht.", 'Beim GIS-Büro fragen und crs = "…" ausdrücklich angeben. Meint die Spalte etwas anderes: columns = {{ sozialraum_id = "" }}.'),
    "points_abroad": ("Alle Orte liegen außerhalb Deutschlands; das Koordinatensystem ({value}) stimmt vermutlich nicht.", 'Richtiges System angeben, zum Beispiel crs = "{crs}".'),
    "layer_elsewhere": ("Die Ebene liegt nicht im Gebiet der Sozialräume; das Koordinatensystem ({value}) stimmt vermutlich nicht.", 'Richtiges System angeben, zum Beispiel crs = "{crs}".'),
    "which_crs": ("Das Koordinatensystem der Koordinaten ({value}) ist nicht eindeutig. Möglich: {detail}.", 'Angeben, zum Beispiel crs = "{crs}".'),
    "crs_address": ("Die Datei nennt als Koordinatensystem eine Adresse („{value}“) statt einer Nummer; Adressen werden nie abgerufen.", "Im GIS mit einem Koordinatensystem wie EPSG:25832 neu ausgeben."),
    "crs_not_metric": ("Das Koordinatensystem {value} rechnet nicht in Metern.", 'study.crs = "EPSG:25832" oder "EPSG:25833" setzen.'),
    "wrong_crs": ("Eine Ebene ({detail}) liegt in einem anderen Koordinatensystem: {value}.", "Mit read_study einlesen; das rechnet um."),
    "areas_abroad": ("Die Sozialräume liegen außerhalb Deutschlands; das Koordinatensystem ({value}) stimmt vermutlich nicht.", 'Richtiges System angeben, zum Beispiel crs = "{crs}".'),
    "not_polygons": ("Sozialräume müssen Flächen sein, gefunden: {value}.", "Flächen statt Linien ausgeben lassen."),
    "not_lines": ("Straßen müssen Linien sein, gefunden: {value}.", "Zeile aus der Ebene nehmen."),
    "not_lines_at_all": ("Die Ebene enthält keine einzige Linie.", "Straßen als Linien ausgeben lassen."),
    "no_areas": ("Es gibt keine Sozialräume.", "Eine Datei mit Flächen angeben."),
    "duplicate_area": ("Der Sozialraum „{value}“ kommt doppelt vor.", "Jeden Sozialraum nur einmal aufführen oder eine eindeutige Spalte als sozialraum_id wählen."),
    "duplicate_key": ("Kennungen kommen doppelt vor ({detail}).", "Eindeutige Kennungen vergeben."),
    "invalid_area": ("Flächen sind ungültig: {value}.", "Im GIS reparieren lassen."),
    "polygon_changed": ("Die Fläche „{value}“ ist ungültig; eine Reparatur änderte ihre Größe zu stark (vorher und nachher: {detail}).", "Im GIS reparieren lassen. Oder repair = true angeben und die Fläche auf der Karte prüfen."),
    "unknown_area": ("Der Sozialraum „{value}“ ist nicht bekannt.", "Schreibweise prüfen oder mit keys zuordnen."),
    "bad_grid": ("Die Gitterzellen liegen nicht im Gebiet.", 'Spalten x und y (Mittelpunkte) und crs = "EPSG:3035" prüfen.'),
    # rows
    "remark_row": ("„{value}“ ist eine Anmerkung, keine Angabe.", "Zeile löschen oder so lassen; sie zählt nicht."),
    "error_cell": ("In der Zelle steht der Fehler „{value}“.", "Formel in Excel berichtigen oder den Wert eintragen."),
    "formula_empty": ("Die Formel „{value}“ wurde nie ausgerechnet.", "Datei in Excel öffnen und speichern."),
    "mark_coordinate": ("„{value}“ steht für eine fehlende Angabe, nicht für einen Ort.", "Koordinate eintragen oder leer lassen und den Sozialraum nennen."),
    "in_gap": ("Der Ort liegt in einer Lücke zwischen den Sozialräumen; am nächsten ist „{value}“ ({count} m).", "Grenzen im GIS bereinigen lassen oder die Koordinate prüfen."),
    "row_length": ("Die Zeile hat {number} Felder statt {count}.", "Trennzeichen oder Anführungszeichen in dieser Zeile prüfen."),
    "empty_cell": ("Die Zelle ist leer, wird aber gebraucht.", "Wert eintragen; ist es eine Summenzeile, sie mit except ausnehmen."),
    "empty_column": (
        "Die Spalte ist in allen Zeilen leer, wird aber gebraucht. Vorhanden: {detail}.",
        'Eine andere Spalte nennen, zum Beispiel columns = {{ name = "…" }}.',
    ),
    "bad_word": ("„{value}“ ist keine bekannte Angabe{rows}.", "Bekannten Begriff eintragen oder mit values zuordnen (docs/studie.md)."),
    "bad_float": ("„{value}“ ist keine Zahl{rows}; der Wert gilt als unbekannt.", "Zahl eintragen, unbekannt bleibt leer oder „–“."),
    "bad_int": ("„{value}“ ist keine ganze Zahl{rows}; der Wert gilt als unbekannt.", "Zahl eintragen."),
    "bad_date": ("„{value}“ ist kein Datum{rows}; der Wert gilt als unbekannt.", "So schreiben: 31.12.2025."),
    "bad_bool": ("„{value}“ ist weder ja noch nein{rows}; es gilt nein.", "ja oder nein eintragen."),
    "ages_from_target": ("Bei {count} Einträgen steht das Alter nur bei der Zielgruppe, zum Beispiel „{value}“; es wurde von dort übernommen.", "Nichts zu tun, wenn es stimmt; sonst das Alter in einer eigenen Spalte angeben."),
    "bad_hours": ("Was an dieser Zeitangabe gemeint ist, ist nicht klar: „{value}“. Die Stunden je Woche bleiben leer, wo keine angegeben sind.", "So schreiben: „Mo–Fr 13–19 Uhr; Sa 10–14 Uhr“, oder die Stunden je Woche in eigener Spalte angeben."),
    "bad_ages": ("„{value}“ ist keine Altersangabe; sie gilt als unbekannt.", "So schreiben: „6 bis 11“, „ab 12“ oder in zwei Spalten."),
    "bad_band_cell": ("„{value}“ ist keine Altersgruppe.", "So schreiben: „17“, „6 bis unter 12“ oder „90+“."),
    "bad_coordinate": ("„{value}“ ist keine Koordinate.", "Koordinate berichtigen."),
    "half_coordinate": ("Von der Koordinate ist nur eine Hälfte da.", "Fehlende Zahl eintragen oder beide leer lassen und den Sozialraum nennen."),
    "zero_coordinate": ("Die Koordinate ist 0/0.", "Koordinate eintragen oder den Sozialraum nennen."),
    "outside_germany": ("Der Ort ({value}) liegt außerhalb Deutschlands.", "Rechts- und Hochwert sowie verrutschte Spalten prüfen."),
    "far_outside": ("Der Ort liegt {count} km außerhalb aller Sozialräume.", "Koordinate prüfen; so weit entfernte Orte zählen nicht."),
    "outside_near": ("Der Ort liegt {count} m außerhalb aller Sozialräume; er zählt für die Erreichbarkeit mit.", "Nichts zu tun, wenn der Ort stimmt."),
    "other_area": ("Angegeben ist „{value}“, der Punkt liegt in „{detail}“; es gilt der Punkt.", "Angabe oder Koordinate prüfen."),
    "unknown_area_stated": ("Der angegebene Sozialraum „{value}“ ist nicht bekannt.", "Schreibweise prüfen oder mit keys zuordnen."),
    "unknown_area_row": ("Der Sozialraum „{value}“ ist nicht bekannt.", "Schreibweise prüfen, mit keys zuordnen oder mit except ausnehmen."),
    "sum_row": ("„{value}“ ist eine Summenzeile.", "Mit except ausnehmen, dann wird sie nicht mehr gemeldet."),
    "no_place": ("Es gibt weder einen Punkt noch einen Sozialraum.", "Koordinaten ergänzen oder den Sozialraum nennen."),
    "duplicate_id": ("Die Kennung „{value}“ kommt schon vor.", "Eindeutige Kennung vergeben oder die doppelte Zeile löschen."),
    "keys_repeat": ("Die Spalte wiederholt sich in {count} Zeilen und gilt deshalb nicht als Kennung; die Zeilen wurden gezählt.", "Eindeutige Kennung vergeben oder die Spalte in columns nennen."),
    "unknown_facility_row": ("Die Einrichtung „{value}“ steht in keiner Liste.", "Kennung (facility_id) prüfen oder die Einrichtung ergänzen."),
    "unknown_activity_row": ("Das Angebot „{value}“ steht in keiner Liste.", "Kennung (activity_id) prüfen oder das Angebot ergänzen."),
    "point_missing": ("Der Ort hat keinen Punkt.", "Koordinaten oder eine Anschrift eintragen, die im Adressverzeichnis steht."),
    "not_areal": ("Schulbezirke müssen Flächen sein, gefunden: {value}.", "Zeile aus der Ebene nehmen."),
    "district_school_unknown": ("Die Schule „{value}“ dieses Schulbezirks steht in keiner Liste; dort bleibt der Schulweg unbekannt.", "Kennung (facility_id) der Schule prüfen oder die Schule ergänzen."),
    "district_without_school": ("Für „{value}“ gibt es in diesen Schulbezirken am Stichtag keine Schule mit bekanntem Ort: {detail}. Dort ist die Erreichbarkeit unbekannt.", "Kennung der Schule, ihren Ort und ihre Daten (Beginn, Ende, Status) prüfen."),
    "neighbours_near": ("{count} Orte der Nachbarn liegen nah genug und zählen für die Erreichbarkeit mit.", "Nichts zu tun."),
    "beyond_not_loaded": ("Angebote jenseits der Grenze sind nicht geladen. In diesen Gebieten wohnen Menschen ohne Angebot nah an der Grenze: {detail}.", "Liste der Nachbarkommune mit neighbour = true angeben, oder hinnehmen, dass der Anteil dort höher sein kann."),
    "several_points": ("{count} Orte bestehen aus mehreren Punkten; es zählt je einer davon.", "Sind Eingänge gemeint, sie als eigene Tabelle entrances angeben."),
    "unknown_facility": ("Die Einrichtung „{value}“ ist nicht bekannt; die Zeile bleibt ohne Ort.", "Kennung der Einrichtung prüfen."),
    "duplicate_row": ("„{value}“ kommt in dieser Tabelle schon vor.", "Nur eine Zeile behalten."),
    "no_geometry_row": ("Zu dieser Zeile gibt es keine Geometrie.", "Geometrie ergänzen oder die Zeile löschen."),
    "end_missing": ("Durchführungsverantwortung gilt für eine bestimmte Zeit, hier fehlen Ende und Überprüfung.", "Ein Ende oder einen Tag der Überprüfung eintragen."),
    "end_before_begin": ("Das Ende liegt vor dem Beginn.", "Eines der beiden Daten berichtigen."),
    "no_care": ("Betreuung ist gegenüber einer Regeleinrichtung kein Beitrag der Erziehungshilfestation.", "Den eigenen Beitrag anders benennen; was der Partner übernimmt (etwa Ferienbetreuung), gehört in dessen Part."),
    "task_missing": ("„geklärt“ setzt voraus, dass der HzE-Auftrag benannt ist.", "Den HzE-Auftrag eintragen oder den Stand „in Klärung“ wählen."),
    "bad_quarter": ("„{value}“ ist kein Quartal.", "So schreiben: 2026-Q1."),
    "hours_range": ("„{value}“ ist keine mögliche Stundenzahl.", "Stunden als Zahl über 0 eintragen, zum Beispiel 1,5."),
    "case_details": ("Zur Arbeit am Einzelfall werden nur Station, Quartal und Stunden geführt; hier steht mehr.", "Die übrigen Felder leeren oder die Ebene „fallunspezifisch“ wählen."),
    "case_quarter": ("Zur Arbeit am Einzelfall fehlen Station oder Quartal.", "Beides eintragen; der Tag gehört nicht dazu."),
    "day_missing": ("Der Tag fehlt.", "Den Tag oder das Quartal eintragen."),
    "contact_of_none": ("Die Ansprechperson gehört zu keinem Partner und keinem Gremium.", "Partner oder Gremium wählen."),
    "delete_before_consent": ("Der Tag der Löschung liegt nicht nach der Einwilligung.", "Einen späteren Tag wählen."),
    "unknown_partner": ("Den Partner „{value}“ gibt es nicht.", "Partner anlegen oder Kennung berichtigen."),
    "case_data": ("Eine Zeile über die Arbeit am Einzelfall wird hier nicht gespeichert.", "Nur Stunden je Station und Quartal führen, ohne Ort und Personen."),
    # notes on a whole source or study
    "mojibake_mended": ("Der Text war einmal in der falschen Zeichenkodierung gelesen worden; {count} Zellen wurden berichtigt, zum Beispiel zu „{value}“.", "Nichts zu tun, wenn die Umlaute jetzt stimmen."),
    "control_removed": ("In {count} Zellen standen unsichtbare Steuerzeichen; sie wurden entfernt.", "Nichts zu tun."),
    "digits_lost": ("Excel behält von langen Nummern nur 15 Ziffern; die letzten sind verloren ({count} Zellen, zum Beispiel {value}).", "Spalte in Excel als Text formatieren und die Nummern neu eintragen."),
    "merged_filled": ("{count} Zellen gehören zu verbundenen Zellen; sie bekamen deren Wert, zum Beispiel „{value}“.", "Nichts zu tun, wenn der Wert für alle Zeilen gilt."),
    "rows_hidden": ("{count} Zeilen sind in der Datei ausgeblendet oder weggefiltert; sie wurden mit eingelesen.", "Nicht gewünschte Zeilen löschen."),
    "columns_hidden": ("Ausgeblendete Spalten wurden mit eingelesen: {value}.", "Nicht gewünschte Spalten löschen."),
    "macros_ignored": ("Die Datei enthält Makros; sie wurden nicht ausgeführt.", "Nichts zu tun."),
    "links_ignored": ("Die Datei verweist auf andere Dateien oder Datenquellen; es gelten die zuletzt gespeicherten Werte.", "Nichts zu tun, wenn sie aktuell sind."),
    "heights_dropped": ("Höhen- und Messwerte der Geometrien bleiben weg ({count}).", "Nichts zu tun."),
    "point_unclear": ("„{value}“ gilt als Zahl mit Nachkommastellen{rows}, nicht als Tausender.", "Sind Tausender gemeint, die Zahlen ohne Punkt schreiben."),
    "postcode_zeros": ("In {count} Zeilen fehlte die führende Null der Postleitzahl; sie wurde ergänzt.", "Spalte in Excel als Text speichern."),
    "area_spelling": ("{count} Sozialräume sind anders geschrieben als in der Datei der Gebiete und wurden trotzdem erkannt, zum Beispiel „{value}“.", "Nichts zu tun, wenn die Zuordnung stimmt."),
    "datum_rough": ("Die Umrechnung aus {value} ist ohne das amtliche Gitter nur auf etwa {count} m genau.", "Nichts zu tun, wenn das reicht; sonst beim GIS-Büro Koordinaten in ETRS89 besorgen."),
    "coarse_coordinates": ("{count} Koordinaten haben höchstens zwei Nachkommastellen; der Ort stimmt nur auf etwa einen Kilometer.", "Genauere Koordinaten besorgen."),
    "same_spot": ("{count} Orte liegen auf demselben Punkt ({value}); vermutlich steht er für einen ganzen Ort.", "Genauere Koordinaten besorgen, wenn die Adressen verschieden sind."),
    "on_border": ("{count} Orte liegen genau auf einer Grenze; sie zählen zur kleineren Kennung.", "Nichts zu tun, wenn das stimmt."),
    "rule_leaves_nothing": (
        "Nach only und except bleibt keine Zeile übrig ({count} ausgelassen).",
        "Werte der Regel prüfen; sie müssen der ganzen Zelle gleichen.",
    ),
    "protected_by_name": (
        "{count} Orte heißen wie Kindertagespflege oder Schutzwohnungen. Sie zählen als solche und erscheinen auf keiner Karte.",
        "Nichts zu tun, wenn das stimmt.",
    ),
    "zeros_restored": ("In {count} Zeilen fehlte die führende Null der Kennung; sie wurde ergänzt.", "Spalte in Excel als Text speichern."),
    "crs_guessed": ("Das Koordinatensystem wurde an den Zahlen erkannt: {value}.", 'Zur Sicherheit crs = "{value}" angeben.'),
    "polygon_repaired": ("Die Fläche „{value}“ war ungültig und wurde repariert; sie änderte sich um {count} %.", "Im GIS reparieren lassen."),
    "areal_part_kept": ("Zu „{value}“ gehörten auch Punkte oder Linien; nur die Fläche zählt.", "Im GIS bereinigen lassen."),
    "cells_outside": ("{count} Gitterzellen liegen außerhalb aller Sozialräume und bleiben weg.", "Nichts zu tun."),
    "areas_overlap": ("Sozialräume überlappen sich: {value} ({count} m²). Orte dort zählen zur kleineren Kennung.", "Grenzen im GIS bereinigen lassen."),
    "areas_gap": ("Zwischen den Sozialräumen sind {count} m² keinem zugeordnet.", "Grenzen im GIS bereinigen lassen."),
    "years_differ": ("Die Daten stammen aus verschiedenen Jahren ({detail}).", "Bei Vergleichen beachten, nach Möglichkeit gleiche Stände verwenden."),
    # notes of the analysis
    "few_areas": ("Der Sozialindex vergleicht nur {number} Gebiete miteinander; kein Wert kann über {count} liegen.", "Nur als grobe Ordnung lesen, wenn möglich einen äußeren Vergleichswert verwenden."),
    "few_areas_compared": ("Der Sozialindex vergleicht nur {number} Gebiete miteinander.", "Nur als grobe Ordnung lesen."),
    "preset_incomplete": (
        "Für das Verfahren „{value}“ fehlen Kennzahlen: {detail}. Der Index rechnet mit den übrigen und ist deshalb nicht der veröffentlichte; seine Klassen (hoch, niedrig …) werden nicht vergeben.",
        "Die fehlenden Kennzahlen als Quelle angeben oder ein anderes Verfahren wählen.",
    ),
    "need_unknown_indicator": ("[need] nennt Kennzahlen, die es in den Daten nicht gibt: {detail}. Der Index rechnet ohne sie.", "Schreibweise prüfen oder die Kennzahl als Quelle angeben."),
    "bad_index_number": ("Im Verfahren „{value}“ ist kein Gewicht oder Vergleichswert: {detail}.", "Gewichte als Zahl ab 0 schreiben, Vergleichswerte als [Mittelwert, Streuung] mit einer Streuung über 0."),
    "reference_partly": ("Ein äußerer Vergleichswert fehlt für: {detail}. Diese Kennzahlen und der Index vergleichen die Gebiete untereinander.", "Mittelwert und Streuung ergänzen, etwa des Kreises oder des Landes."),
    "index_invalid": ("Nach Angabe der Quelle ohne gültigen Index ({count}): {value}.", "Sie bleiben ohne Rang."),
    "index_small": ("Gebiete mit weniger als {count} Menschen bleiben ohne Index: {value}.", "Sie bleiben ohne Rang."),
    "index_missing": ("Ohne Index, weil eine Kennzahl fehlt ({count}): {value}.", "Sie bleiben ohne Index und ohne Rang."),
    "dynamics_missing": ("Ohne Angabe zur Entwicklung, weil ein Wert fehlt ({count}): {value}.", "Nichts zu tun, wenn es keine früheren Werte gibt."),
    "index_none": (
        "Aus den Kennzahlen ergibt sich kein Sozialindex: keine unterscheidet die Gebiete.",
        "Spalten der Kennzahlen in study.toml prüfen (zum Beispiel Anzahl und Bezugsgröße vertauscht oder gleich).",
    ),
    "index_unsmoothed": ("Die Kennzahl „{value}“ ist nicht geglättet: Ihre Anzahlen fehlen in einigen Gebieten oder passen nicht zu den Anteilen.", "Für alle Gebiete Anzahl und Bezugsgröße angeben."),
    "too_wide": ("„{value}“: In {detail} reichen die Daten nicht für einen Anteil.", "Orte genauer verorten oder die Altersgruppe breiter wählen."),
    "index_chance": ("Die Kennzahl „{value}“ unterscheidet die Gebiete nicht besser als der Zufall und bleibt weg.", "Nichts zu tun; mit größeren Fallzahlen kann sie wieder zählen."),
    "index_flat": ("Die Kennzahl „{value}“ unterscheidet die Gebiete nicht und bleibt weg.", "Nichts zu tun."),
    "area_unranked": ("Mit Index, aber ohne einen einzigen bekannten Standard ({count}): {value}. Verglichen wird nur, was in allen Gebieten mit Index bekannt ist; so gibt es keine Rangfolge.", "Dort Bevölkerung, Straßen oder vollständige Listen ergänzen."),
    "standard_unused": ("Der Standard „{value}“ zählt nicht für die Rangfolge, weil er nicht in allen Gebieten mit Index bekannt ist (unbekannt in {detail}).", "Daten ergänzen oder hinnehmen."),
    "not_complete": ("Für „{value}“ erklärt keine Quelle ihre Liste für vollständig; die Erreichbarkeit bleibt unbekannt.", "complete = true setzen, wenn die Liste vollständig ist."),
    "no_people": ("Für „{value}“ gibt es keine passenden Altersgruppen; Anteile bleiben unbekannt.", "Bevölkerung nach Altersjahren besorgen oder split_bands erlauben."),
    "no_streets": ("Für „{value}“ fehlen in diesen Gebieten Straßen: {detail}. Dort ist die Erreichbarkeit unbekannt.", "Straßennetz ergänzen, oder für die ganze Studie distances = \"luftlinie\" setzen."),
    "offers_unplaced": ("Für „{value}“ ist von Orten in diesen Gebieten nur das Gebiet bekannt: {detail}. Sie zählen nicht für Wege; wo sie zu viel offen lassen, ist die Erreichbarkeit unbekannt.", "Adresse oder Koordinaten dieser Orte ergänzen."),
    "indicator_twice": ("Mehrere Dateien nennen dieselbe Kennzahl zum selben Datum: {detail}.", "Nur eine davon verwenden, oder id und date unterscheiden."),
    "unknown_quota": ("Den Planungswert „{value}“ gibt es nicht.", "Kennung aus data/standards.toml wählen{meant}."),
    "unknown_indicator": ("Die Kennzahl „{value}“ bringt keine Datei.", "id der Kennzahl nennen{meant}."),
    "bad_row_word": ("Die Angabe „{value}“ ist hier nicht bekannt; ob der Eintrag zählt, hängt daran.", "Einen der Begriffe aus docs/studie.md eintragen oder mit values zuordnen."),
    "bad_row_date": ("„{value}“ ist kein Datum; ob der Eintrag gilt, hängt daran.", "Als Tag.Monat.Jahr schreiben oder leer lassen."),
    "offer_off_network": ("Diese Orte liegen zu weit von jeder Straße und zählen nicht: {detail}.", "Koordinaten oder Straßennetz prüfen."),
    "protected_off_network": ("{count} geschützte Orte liegen zu weit von jeder Straße und zählen nicht.", "Koordinaten oder Straßennetz prüfen."),
    "protected_not_drawn": ("Für „{value}“ zählen auch geschützte Orte ({count}). In den Zahlen sind sie enthalten; die Karte der Wohnlagen und der Fußwege rechnet ohne sie, damit sie nicht verrät, wo sie sind.", "Nichts zu tun."),
    "facilities_apart": ("An getrennten Teilen des Straßennetzes: {number} von {count} Einrichtungen. Kein Weg führt von dort in den größten Teil.", "Lücken im Straßennetz prüfen."),
    "offer_apart": ("Kein Weg führt von diesen Orten in den größten Teil des Straßennetzes, sie zählen nur für die Nachbarschaft: {detail}.", "Lücken im Straßennetz und geschlossene Tore prüfen."),
    "protected_apart": ("Von {count} geschützten Orten führt kein Weg in den größten Teil des Straßennetzes.", "Lücken im Straßennetz prüfen."),
    "components": ("Das Straßennetz besteht aus {number} getrennten Teilen; der größte umfasst {count}.", "Lücken im Straßennetz prüfen."),
}
# fmt: on
CRS_EXAMPLES = ("EPSG:25832", "EPSG:31467")
SEVERITY = {"refused": "abgelehnt", "rejected": "Zeile nicht übernommen", "note": "Hinweis"}


def place(problem: Problem) -> str:
    """Say where a problem is: file, sheet, row, column.

    Examples
    --------
    >>> place(Problem("rejected", "no_place", "kitas.csv", row=7, column="Ort"))
    'kitas.csv, Zeile 7, Spalte „Ort“'
    """
    parts = [problem.file]
    if problem.sheet:
        parts.append(f"Blatt „{problem.sheet}“")
    if problem.row is not None:
        parts.append(f"Zeile {problem.row}")
    if problem.column:
        parts.append(
            f"Spalte „{problem.column}“"
            if problem.row is not None or problem.code == "missing_column"
            else problem.column
        )
    return ", ".join(p for p in parts if p)


def reason(problem: Problem) -> str:
    """Say what is wrong."""
    return _fill(PROBLEMS[problem.code][0], problem)


def remedy(problem: Problem) -> str:
    """Say what to do."""
    return _fill(PROBLEMS[problem.code][1], problem)


def message(problem: Problem) -> str:
    """Say where, what and what to do, in one line."""
    where = place(problem)
    return f"{where + ': ' if where else ''}{reason(problem)} {remedy(problem)}"


def _fill(template: str, problem: Problem) -> str:
    meant = f": gemeint ist wohl „{problem.detail}“" if problem.detail else ""
    several = problem.detail.isdigit() and int(problem.detail) > 1 and problem.severity == "note"
    rows = f" ({amount(problem.detail)} Zeilen)" if several else ""
    return template.format(
        value=problem.value,
        number=amount(problem.value),
        detail=problem.detail,
        count=amount(problem.detail),
        column=problem.column,
        meant=meant,
        rows=rows,
        crs=_other_crs(problem),
        row=problem.row,
    )


def amount(text: str) -> str:
    """Write a number that the core reports the German way; any other text stays.

    Examples
    --------
    >>> amount("200000"), amount("1234.5"), amount("99.9%"), amount("viele")
    ('200.000', '1.234,5', '99,9 %', 'viele')
    """
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?( ?%)?", text)
    if found is None:
        return text
    whole, decimals, per_cent = found.groups()
    return f"{number(int(whole))}{f',{decimals}' if decimals else ''}{' %' if per_cent else ''}"


def _other_crs(problem: Problem) -> str:
    """Return a coordinate system as an example: one that is possible, never the one that was refused."""
    has_possible = problem.code in ("which_crs", "points_abroad", "layer_elsewhere") and problem.detail
    possible = problem.detail.split(", ") if has_possible else CRS_EXAMPLES
    return next((c for c in possible if c.lower() not in problem.value.lower()), CRS_EXAMPLES[0])
