/* Draws a picture (see pictures/maps/picture.py) with Leaflet, in the page component and in the saved HTML file alike.
   Foreign words reach the page through textContent and setAttribute only, so no name can become markup. */
(function (global) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const UNIT = 1e5;
  const INK = "#1d1f20";
  const states = new WeakMap();
  let count = 0;

  const isCalm = () => global.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function make(tag, className, words) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (words !== undefined) node.textContent = words;
    return node;
  }

  function draw(tag, attributes, children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    for (const child of children || []) node.appendChild(child);
    return node;
  }

  // --- numbers to shapes ------------------------------------------------------------------------------------------

  function unroll(steps) {
    const line = new Array(steps.length / 2);
    let x = 0;
    let y = 0;
    for (let i = 0; i < line.length; i += 1) {
      x += steps[2 * i];
      y += steps[2 * i + 1];
      line[i] = [y / UNIT, x / UNIT];
    }
    return line;
  }

  const close = (line) => line.concat([line[0]]);

  // --- signs ------------------------------------------------------------------------------------------------------

  const SHAPES = {
    circle: "M12 2a10 10 0 1 1 0 20a10 10 0 1 1 0-20z",
    square: "M4.5 3h15a1.5 1.5 0 0 1 1.5 1.5v15a1.5 1.5 0 0 1-1.5 1.5h-15a1.5 1.5 0 0 1-1.5-1.5v-15a1.5 1.5 0 0 1 1.5-1.5z",
    diamond: "M12 .5L23.5 12L12 23.5L.5 12z",
    hexagon: "M6.5 2.5h11L23 12l-5.5 9.5h-11L1 12z",
    pentagon: "M12 1l11 8.2-4.2 13H5.2L1 9.2z",
  };

  function sign(mark, size, words) {
    const letter = words === undefined ? mark.letter : words;
    const text = draw("text", {
      x: 12, y: 12, fill: mark.ink, "text-anchor": "middle", "dominant-baseline": "central",
      "font-size": letter.length > 2 ? 9.5 : letter.length > 1 ? 11 : 13, "font-weight": 700, "font-family": "inherit",
    });
    text.textContent = letter;
    // hollow: the colour is the outline
    const stroke = mark.edge || (mark.colour === "#ffffff" ? "#8a857b" : "#fff");
    const path = draw("path", { d: SHAPES[mark.shape] || SHAPES.circle, fill: mark.colour, stroke, "stroke-width": mark.edge ? 3 : 1.5 });
    return draw("svg", { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" }, [path, text]);
  }

  function patterns(id) {
    const stroke = { stroke: "#8a857b", "stroke-width": 1.3 };
    return draw("defs", {}, [
      draw("pattern", { id: id + "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, [
        draw("rect", { width: 7, height: 7, fill: "#f1eee6" }),
        draw("line", { x1: 0, y1: 0, x2: 0, y2: 7, ...stroke, "stroke-width": 2.2 }),
      ]),
      draw("pattern", { id: id + "dots", width: 7, height: 7, patternUnits: "userSpaceOnUse" }, [
        draw("rect", { width: 7, height: 7, fill: "#f1eee6" }),
        draw("circle", { cx: 3.5, cy: 3.5, r: 1.3, fill: "#7a756b" }),
      ]),
    ]);
  }

  const paintOf = (state, style) => (style.pattern ? "url(#" + state.id + style.pattern + ")" : style.fill);

  function classes() {
    const L = global.L;
    if (classes.made) return classes.made;
    const MarkIcon = L.Icon.extend({
      options: { iconSize: [22, 22], className: "sg-mark" },
      createIcon() {
        const node = make("div");
        node.appendChild(sign(this.options.mark, this.options.iconSize[0]));
        this._setIconStyles(node, "icon");
        return node;
      },
      createShadow: () => null,
    });
    const ClusterIcon = L.Icon.extend({
      options: { className: "sg-cluster" },
      createIcon() {
        const node = make("div");
        node.appendChild(sign(this.options.mark, this.options.iconSize[0], String(this.options.count)));
        node.setAttribute("aria-label", this.options.label);
        this._setIconStyles(node, "icon");
        return node;
      },
      createShadow: () => null,
    });
    const Point = L.Marker.extend({
      _initIcon() {
        L.Marker.prototype._initIcon.call(this);
        this._icon.setAttribute("aria-label", this.options.label);
      },
    });
    classes.made = { MarkIcon, ClusterIcon, Point };
    return classes.made;
  }

  // where a name may stand, in its own widths and heights from the middle of its area
  const SHIFTS = [];
  for (let right = -1; right <= 1; right += 0.25) for (let down = -3; down <= 3; down += 0.5) SHIFTS.push([right, down]);
  SHIFTS.sort((a, b) => Math.hypot(a[0] * 2.5, a[1]) - Math.hypot(b[0] * 2.5, b[1]));

  // --- the map ----------------------------------------------------------------------------------------------------

  function createMap(node, words) {
    const L = global.L;
    const calm = isCalm();
    const map = L.map(node, {
      zoomControl: false, attributionControl: false, maxZoom: 19, minZoom: 7, zoomSnap: 0.05, wheelPxPerZoomLevel: 90,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
    });
    node.setAttribute("role", "region");
    // the wheel scrolls the page until the map was clicked
    map.scrollWheelZoom.disable();
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    node.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    return map;
  }

  const PANES = [["ground", 250], ["cells", 410], ["water", 420], ["walking", 425], ["borders", 430], ["lines", 435], ["chosen", 440], ["labels", 590]];

  function setup(map, options) {
    const L = global.L;
    const state = { id: "sg" + (count += 1) + "-", map, options: options || {}, areas: [], drawn: {}, selected: "", hover: null, view: "" };
    for (const [name, order] of PANES) {
      const pane = map.createPane("sg-" + name);
      pane.style.zIndex = order;
      pane.classList.add("sg-still");
    }
    map.getPane("sg-labels").classList.add("sg-labels");
    map.getPane("sg-labels").setAttribute("aria-hidden", "true");
    const canvas = (name) => L.canvas({ pane: "sg-" + name, padding: 0.3 });
    state.svg = L.svg({ padding: 0.3 });
    state.cellSvg = L.svg({ pane: "sg-cells", padding: 0.3 });
    state.canvas = { ground: canvas("ground"), water: canvas("water"), walking: canvas("walking"), borders: canvas("borders"), lines: canvas("lines") };
    state.chosenSvg = L.svg({ pane: "sg-chosen", padding: 0.3 });
    state.tip = L.tooltip({ className: "sg-tip", direction: "auto", opacity: 1, offset: [14, 0] });
    state.outline = { hover: null, chosen: null };
    map.on("click", (event) => (state.paint && state.paint.pick ? pick(state, event.latlng) : select(state, "")));
    // with the keys the map is moved under its middle, and Enter takes that
    map.getContainer().addEventListener("pointerdown", () => map.getContainer().classList.remove("sg-keys"));
    map.getContainer().addEventListener("keydown", (event) => {
      map.getContainer().classList.add("sg-keys");
      if (event.key !== "Enter" || event.target !== map.getContainer() || !state.paint || !state.paint.pick) return;
      event.preventDefault();
      pick(state, map.getCenter());
    });
    map.on("zoomstart", () => { map.getPane("sg-labels").style.visibility = "hidden"; });
    map.on("moveend zoomend resize", () => placeLabels(state));
    document.fonts.addEventListener("loadingdone", () => placeLabels(state));
    return state;
  }

  function drawPicture(map, picture, options) {
    let state = states.get(map);
    const isFirst = !state;
    if (isFirst) states.set(map, (state = setup(map, options)));
    const { parts, paint } = picture;
    state.parts = parts;
    state.paint = paint;
    const viewKey = JSON.stringify(paint.view);
    // a map that was moved stays where it is: only another extent moves it
    if (viewKey !== state.view) {
      map.fitBounds(paint.view, { animate: !isFirst && !isCalm(), padding: [8, 8] });
      state.view = viewKey;
    }
    replace(state, "base", parts.base, drawBase);
    replace(state, "near", parts.near, drawNear);
    replace(state, "cells", parts.cells, drawCells);
    replace(state, "walking", parts.walking, drawWalking);
    replace(state, "points", parts.points, drawPoints);
    replace(state, "lines", parts.lines, drawLines);
    drawTiles(state);
    paintAreas(state);
    mark(state, paint.selected);
    pin(state, paint.pick ? paint.pick.at : null);
    map.getContainer().classList.toggle("sg-pick", Boolean(paint.pick));
    placeLabels(state);
    map.getContainer().setAttribute("aria-label", paint.words.map + ": " + paint.title);
    return state;
  }

  function replace(state, name, part, drawPart) {
    const old = state.drawn[name];
    const key = part ? part.hash + (name === "cells" || name === "base" ? state.paint.border + state.paint.layer : name === "points" || name === "lines" ? (state.paint.scale || "") + (state.parts.lines ? "lines" : "") : "") : "";
    if (name === "base" && old && old.hash === part.hash) {
      // districts stay; what lies above or below them depends on the layer only
      if (old.key !== key) drawBackdrop(state, part);
      old.key = key;
      return;
    }
    if (old && old.key === key) return;
    if (old) old.group.remove();
    delete state.drawn[name];
    if (!part) return;
    const group = drawPart(state, part);
    group.addTo(state.map);
    state.drawn[name] = { key, hash: part.hash, group };
  }

  function drawBase(state, part) {
    const L = global.L;
    const group = L.layerGroup();
    state.areas = [];
    state.byId = new Map();
    if (state.outline.hover) state.outline.hover.remove();
    if (state.outline.chosen) state.outline.chosen.remove();
    state.outline = { hover: null, chosen: null };
    state.map.addLayer(state.svg);
    state.svg._container.insertBefore(patterns(state.id), state.svg._container.firstChild);
    let x = 0;
    let y = 0;
    part.ids.forEach((id, i) => {
      const rings = part.rings[i].map(unroll);
      x += part.labels[2 * i];
      y += part.labels[2 * i + 1];
      const path = L.polygon(rings, {
        renderer: state.svg, stroke: false, fillOpacity: 1, fillColor: "#fbf9f4", smoothFactor: 0.4,
        className: "sg-area", bubblingMouseEvents: false,
      });
      const area = { id, i, name: part.names[i], path, rings, at: L.latLng(y / UNIT, x / UNIT) };
      path.on("click", (event) => (state.paint.pick ? pick(state, event.latlng) : select(state, area.id === state.selected ? "" : area.id)));
      path.on("mouseover mousemove", (event) => point(state, area, event.latlng));
      path.on("mouseout", () => point(state, null));
      path.on("add", () => listen(state, area));
      group.addLayer(path);
      state.areas.push(area);
      state.byId.set(id, area);
    });
    drawBackdrop(state, part);
    return group;
  }

  function listen(state, area) {
    const node = area.path.getElement();
    if (!node || node.hasAttribute("tabindex") || state.paint.pick) return;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      select(state, area.id === state.selected ? "" : area.id);
    });
    node.addEventListener("focus", () => { if (node.matches(":focus-visible")) point(state, area, area.at); });
    node.addEventListener("blur", () => point(state, null));
  }

  function drawBackdrop(state, part) {
    const L = global.L;
    if (state.backdrop) state.backdrop.remove();
    const group = (state.backdrop = L.layerGroup());
    const { paint, canvas } = state;
    const isShaded = paint.border === "light";
    const still = (options) => ({ interactive: false, smoothFactor: 0.6, ...options });
    if (!paint.tiles) {
      if (part.green.length && !isShaded) {
        group.addLayer(L.polygon(part.green.map(unroll), still({ renderer: canvas.water, stroke: false, fillColor: "#d5e0c2", fillOpacity: 0.75 })));
      }
      const rank1 = part.streets.filter((street) => street.rank === 1).flatMap((street) => street.lines.map(unroll));
      const rank2 = part.streets.filter((street) => street.rank === 2).flatMap((street) => street.lines.map(unroll));
      const street = isShaded ? { color: "#ffffff", opacity: 0.75 } : { color: "#c9bfae", opacity: 1 };
      group.addLayer(L.polyline(rank2, still({ renderer: canvas.water, weight: 0.9, ...street, opacity: street.opacity * 0.7 })));
      group.addLayer(L.polyline(rank1, still({ renderer: canvas.water, weight: 1.9, ...street })));
      if (part.rail.length) {
        group.addLayer(L.polyline(part.rail.map(unroll), still({ renderer: canvas.water, weight: 1.4, color: "#7d776c", dashArray: "7 4" })));
      }
      if (part.water.length) {
        group.addLayer(L.polygon(part.water.map(unroll), still({ renderer: canvas.water, color: "#a9c6d8", weight: 1, fillColor: "#bcd6e5", fillOpacity: 1 })));
      }
    }
    const isFine = part.ids.length > 150;
    const borders = part.rings.flatMap((rings) => rings.map((ring) => close(unroll(ring))));
    group.addLayer(L.polyline(borders, still({ renderer: canvas.borders, weight: isFine ? 0.6 : 1.15, color: isShaded ? "#ffffff" : "#8f8778", smoothFactor: 0.4 })));
    if (part.upper.length) {
      const lines = part.upper.flatMap((upper) => upper.rings.map((ring) => close(unroll(ring))));
      group.addLayer(L.polyline(lines, still({ renderer: canvas.borders, weight: 2.2, color: "#4a463e", opacity: 0.8 })));
    }
    group.addTo(state.map);
  }

  function drawNear(state, part) {
    const L = global.L;
    const group = L.layerGroup();
    const renderer = state.canvas.water;
    if (state.paint.tiles) return group;
    group.addLayer(L.polygon(part.building.map(unroll), { renderer, interactive: false, stroke: false, fillColor: "#d8d0c1", fillOpacity: 1 }));
    for (const rank of [3, 2, 1]) {
      const lines = part.streets.filter((street) => street.rank === rank).flatMap((street) => street.lines.map(unroll));
      const weight = [0, 4, 3, 1.8][rank];
      group.addLayer(L.polyline(lines, { renderer, interactive: false, weight: weight + 1.4, color: "#b5aa97" }));
      group.addLayer(L.polyline(lines, { renderer, interactive: false, weight, color: "#ffffff" }));
    }
    return group;
  }

  function drawCells(state, part) {
    const L = global.L;
    const group = L.layerGroup();
    state.map.addLayer(state.cellSvg);
    part.reach.forEach((reach, i) => {
      const style = state.paint.reach[reach];
      group.addLayer(L.polygon(part.rings[i].map(unroll), {
        renderer: state.cellSvg, interactive: false, stroke: false, fillColor: paintOf(state, style), fillOpacity: 0.92, smoothFactor: 0.3,
      }));
    });
    return group;
  }

  function drawWalking(state, part) {
    return global.L.polygon(part.rings.map(unroll), {
      renderer: state.canvas.walking, interactive: false, ...LINES.walking, fillColor: "#0f4c5c", fillOpacity: 0.06,
    });
  }

  const LINES = {
    walking: { color: "#0f4c5c", weight: 1.6, dashArray: "5 3" },
    gremium: { color: "#4a463e", weight: 1.3, opacity: 0.6 },
    activity: { color: "#0f4c5c", weight: 1.3, opacity: 0.7, dashArray: "2 4" },
  };

  // who shares what: calm lines below the signs, and a small sign in the middle of those that meet
  function drawLines(state, part) {
    const L = global.L;
    const { MarkIcon, Point } = classes();
    const group = L.layerGroup();
    const size = 14 * (state.paint.scale || 1);
    part.lines.forEach((steps, i) => {
      if (steps.length) group.addLayer(L.polyline(unroll(steps), { renderer: state.canvas.lines, interactive: false, ...LINES[part.kind[i]] }));
    });
    let x = 0;
    let y = 0;
    part.hub.forEach((kind, i) => {
      x += part.xy[2 * i];
      y += part.xy[2 * i + 1];
      const point = new Point([y / UNIT, x / UNIT], { icon: new MarkIcon({ mark: part.marks[kind], iconSize: [size, size] }), label: part.name[i] });
      point.on("mouseover click", () => showTip(state, point.getLatLng(), make("strong", "", part.name[i])));
      point.on("mouseout", () => state.tip.remove());
      group.addLayer(point);
    });
    return group;
  }

  function drawPoints(state, part) {
    const L = global.L;
    const { MarkIcon, ClusterIcon, Point } = classes();
    const scale = state.paint.scale || 1;
    const icons = part.marks.map((sort) => new MarkIcon({ mark: sort, iconSize: [22 * scale, 22 * scale] }));
    const mixed = { shape: "circle", colour: "#3d3a34", ink: "#ffffff", letter: "" };
    const group = L.markerClusterGroup({
      // where lines are drawn, each should end at its own sign
      maxClusterRadius: (zoom) => (state.parts.lines ? 14 : zoom >= 15 ? 20 : 34) * scale, showCoverageOnHover: false, animate: !isCalm(),
      spiderLegPolylineOptions: { weight: 1, color: INK, opacity: 0.6 },
      iconCreateFunction(cluster) {
        const children = cluster.getAllChildMarkers();
        const first = children[0].options.sort;
        const isOne = children.every((child) => child.options.sort === first);
        const size = (children.length < 10 ? 26 : children.length < 100 ? 30 : 36) * scale;
        return new ClusterIcon({
          mark: isOne ? part.marks[first] : mixed, count: children.length, iconSize: [size, size],
          label: children.length + " " + state.paint.words.cluster,
        });
      },
    });
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < part.mark.length; i += 1) {
      x += part.xy[2 * i];
      y += part.xy[2 * i + 1];
      const options = { icon: icons[part.mark[i]], sort: part.mark[i], label: part.name[i], lines: part.text[i] };
      points.push(new Point([y / UNIT, x / UNIT], options));
    }
    group.addLayers(points);
    const open = (event) => {
      const { label, lines } = event.layer.options;
      const body = make("div", "sg-popup");
      body.appendChild(make("strong", "", label));
      for (const line of part.texts[lines].split("\n")) body.appendChild(make("span", "", line));
      L.popup({ maxWidth: 260, autoPanPadding: [20, 20] }).setLatLng(event.layer.getLatLng()).setContent(body).openOn(state.map);
    };
    group.on("click", open);
    group.on("keypress", (event) => { if (event.originalEvent.key === "Enter") open(event); });
    group.on("mouseover", (event) => showTip(state, event.layer.getLatLng(), make("strong", "", event.layer.options.label)));
    group.on("mouseout", () => state.tip.remove());
    group.on("animationend", () => placeLabels(state));
    return group;
  }

  function drawTiles(state) {
    const tiles = state.paint.tiles;
    const url = tiles ? tiles.url : "";
    if (state.tileUrl === url) return;
    if (state.tileLayer) state.tileLayer.remove();
    state.tileLayer = tiles ? global.L.tileLayer(url, { maxZoom: 19 }).addTo(state.map) : null;
    state.tileUrl = url;
    drawBackdrop(state, state.parts.base);
  }

  // --- colours, selection, words on the map -------------------------------------------------------------------------

  function paintAreas(state) {
    const { paint } = state;
    const isShaded = paint.border === "light";
    for (const area of state.areas) {
      const style = paint.styles[paint.fill[area.i]];
      area.path.setStyle({ fillColor: paintOf(state, style), fillOpacity: paint.tiles ? (isShaded ? 0.7 : 0.02) : 1 });
      area.path.getElement().setAttribute("aria-label", area.name + (paint.values[area.i] ? ": " + paint.values[area.i] : ""));
    }
  }

  function outline(state, which, area, options) {
    const old = state.outline[which];
    if (old) old.remove();
    state.outline[which] = null;
    if (!area) return;
    const L = global.L;
    const lines = area.rings.map(close);
    const line = (style) => L.polyline(lines, { renderer: state.chosenSvg, interactive: false, smoothFactor: 0.4, lineJoin: "round", ...style });
    state.outline[which] = L.layerGroup([line({ color: "#ffffff", weight: options.weight + 2.5, opacity: 0.9 }), line(options)]).addTo(state.map);
  }

  function mark(state, id) {
    state.selected = id;
    for (const area of state.areas) area.path.getElement().setAttribute("aria-pressed", area.id === id ? "true" : "false");
    outline(state, "chosen", state.byId.get(id), { color: INK, weight: 3.5 });
  }

  function select(state, id) {
    if (id === state.selected) return;
    mark(state, id);
    placeLabels(state);
    if (state.options.onSelect) state.options.onSelect(id);
  }

  // --- a place picked on the map ------------------------------------------------------------------------------------

  function pin(state, at) {
    const L = global.L;
    if (state.pin) state.pin.remove();
    state.pin = null;
    if (!at) return;
    const { MarkIcon, Point } = classes();
    const icon = new MarkIcon({ mark: { shape: "diamond", colour: "#b4451f", ink: "#ffffff", letter: "" }, iconSize: [24, 24] });
    state.pin = new Point(at, { icon, label: state.paint.pick.label, interactive: false, keyboard: false }).addTo(state.map);
  }

  function pick(state, at) {
    pin(state, at);
    if (state.options.onPick) state.options.onPick([at.lng, at.lat]);
  }

  function showTip(state, at, content) {
    state.tip.setLatLng(at).setContent(content);
    if (!state.map.hasLayer(state.tip)) state.tip.addTo(state.map);
  }

  function point(state, area, at) {
    if (!area) {
      state.hover = null;
      outline(state, "hover", null);
      state.tip.remove();
      return;
    }
    if (state.hover !== area) {
      state.hover = area;
      outline(state, "hover", area, { color: "#0f4c5c", weight: 2.5 });
      const body = make("div");
      body.appendChild(make("strong", "", area.name));
      const list = make("dl");
      for (const [label, values] of state.paint.rows) {
        list.appendChild(make("dt", "", label));
        list.appendChild(make("dd", "", values[area.i]));
      }
      if (state.paint.rows.length) body.appendChild(list);
      showTip(state, at, body);
    } else {
      state.tip.setLatLng(at);
    }
  }

  const ruler = document.createElement("canvas").getContext("2d");

  function widthOf(words, font, family) {
    ruler.font = font + " " + family;
    return ruler.measureText(words).width;
  }

  function broken(name) {
    if (name.length < 13) return [name];
    const middle = name.length / 2;
    let best = -1;
    for (let i = 2; i < name.length - 2; i += 1) {
      const isBreak = name[i] === " " || name[i] === "-" || name[i] === "/";
      if (isBreak && (best < 0 || Math.abs(i - middle) < Math.abs(best - middle))) best = i;
    }
    if (best < 0) return [name];
    return [name.slice(0, best + 1).trim(), name.slice(best + 1).trim()];
  }

  function isOn(path, point) {
    const node = path.getElement();
    return Boolean(node && node.isPointInFill && node.isPointInFill({ x: point.x, y: point.y }));
  }

  function placeLabels(state) {
    const { map, paint, parts } = state;
    const pane = map.getPane("sg-labels");
    pane.replaceChildren();
    pane.style.visibility = "";
    if (!paint || !map._loaded) return;
    const scale = paint.scale || 1;
    // names keep clear of the buttons and of the scale bar
    const corner = map.getContainer().getBoundingClientRect();
    const taken = [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - corner.left - 3, box.top - corner.top - 3, box.right - corner.left + 3, box.bottom - corner.top + 3];
    });
    const family = global.getComputedStyle(map.getContainer()).fontFamily;
    const signs = [...map.getPane("markerPane").children].map((node) => {
      const on = map.layerPointToContainerPoint(global.L.DomUtil.getPosition(node) || [0, 0]);
      const half = (node.offsetWidth || 22) / 2 + 1;
      return [on.x - half, on.y - half, on.x + half, on.y + half];
    });
    const meets = (box, others) => others.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    const overlap = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    const view = global.L.bounds([0, 0], map.getSize());
    const put = (lines, small, at, className, font, room, turn, home, air = 0) => {
      const isLoose = air > 0 || turn !== undefined; // may be left out
      const width = Math.max(...lines.map((line) => widthOf(line, font, family)), small ? widthOf(small, "600 " + 12 * scale + "px", family) : 0) + 6;
      const height = (lines.length * 15 + (small ? 14 : 0)) * scale + 2;
      if (width > room) return false;
      const reach = turn === undefined ? [width / 2, height / 2] : [(Math.abs(Math.cos(turn)) * width) / 2 + 7, (Math.abs(Math.sin(turn)) * width) / 2 + 7];
      const on = map.latLngToContainerPoint(at);
      // a name gives way to signs, up or down, and stands among them only where there is no other room
      let spot = null;
      for (const [right, down] of turn === undefined ? SHIFTS : [[0, 0]]) {
        const x = on.x + right * width;
        const y = on.y + down * height;
        const box = [x - reach[0] - air, y - reach[1] - air, x + reach[0] + air, y + reach[1] + air];
        if (box[0] < 2 || box[1] < 2 || box[2] > view.max.x - 2 || box[3] > view.max.y - 2 || meets(box, taken)) continue;
        if (home && (right || down) && !home(x, y)) continue;
        const hidden = signs.reduce((sum, sign) => sum + overlap(box, sign), 0);
        if (isLoose && hidden) continue;
        // a name far from the middle of its area is as bad as one partly behind a sign
        const cost = hidden + 4 * Math.hypot(right * width, down * height);
        if (!spot || cost < spot.cost) spot = { box, cost, right: right * width, down: down * height };
        if (!hidden) break;
      }
      if (!spot) return false;
      taken.push(spot.box);
      const node = make("div", "sg-label " + className);
      lines.forEach((line, i) => { if (i) node.appendChild(make("br")); node.appendChild(document.createTextNode(line)); });
      if (small) node.appendChild(make("small", "", small));
      const here = map.latLngToLayerPoint(at);
      node.style.transform = "translate(" + Math.round(here.x + spot.right) + "px," + Math.round(here.y + spot.down) + "px) translate(-50%,-50%)" + (turn === undefined ? "" : " rotate(" + turn + "rad)");
      pane.appendChild(node);
      return true;
    };
    const font = "600 " + 13 * scale + "px";
    const order = state.areas.map((area) => {
      const corners = area.path.getBounds();
      const a = map.latLngToContainerPoint(corners.getNorthWest());
      const b = map.latLngToContainerPoint(corners.getSouthEast());
      return { area, width: b.x - a.x, height: b.y - a.y, isChosen: area.id === state.selected };
    }).filter((one) => one.isChosen || (one.width > 30 && one.height > 14));
    order.sort((a, b) => b.isChosen - a.isChosen || b.width * b.height - a.width * a.height);
    // with more areas than names have room for, the level above is named instead
    const seen = map.getBounds();
    const isCrowded = parts.base.upper.length && state.areas.filter((area) => seen.contains(area.at)).length > 60;
    if (isCrowded) {
      for (const upper of parts.base.upper) {
        const at = [upper.at[1] / UNIT, upper.at[0] / UNIT];
        const middle = map.latLngToContainerPoint(at);
        // a little aside and no further: elsewhere it would name another place
        const home = (x, y) => Math.hypot(x - middle.x, y - middle.y) <= 16 * scale;
        put([upper.name], "", at, "sg-upper", "600 " + 14 * scale + "px", 400 * scale, undefined, home, 6);
      }
    }
    for (const { area, width, isChosen } of order) {
      if (isCrowded && !isChosen) continue;
      const value = paint.shows_values && paint.values[area.i] !== paint.words.no_value ? paint.values[area.i] : "";
      const room = isChosen ? 999 : width * 1.05 + 8;
      // a name may give way, but never onto another area: it would name that one
      const home = (x, y) => isOn(area.path, map.containerPointToLayerPoint([x, y]));
      if (!put([area.name], value, area.at, "", font, room, undefined, home)) put(broken(area.name), value, area.at, "", font, room, undefined, home);
    }
    placeStreetNames(state, put, scale);
  }

  function placeStreetNames(state, put, scale) {
    const { map, parts } = state;
    const zoom = map.getZoom();
    if (zoom < 13.5 || state.paint.tiles) return;
    const seen = map.getBounds();
    const streets = [...parts.base.streets, ...(parts.near ? parts.near.streets : [])];
    const named = new Set();
    for (const street of streets.sort((a, b) => a.rank - b.rank)) {
      if (!street.name || named.has(street.name) || zoom < [0, 13.5, 14.5, 15.5][street.rank]) continue;
      const width = widthOf(street.name, 11 * scale + "px", global.getComputedStyle(map.getContainer()).fontFamily);
      let best = null;
      for (const steps of street.lines) {
        const line = unroll(steps);
        for (let i = 1; i < line.length; i += 1) {
          const middle = [(line[i][0] + line[i - 1][0]) / 2, (line[i][1] + line[i - 1][1]) / 2];
          if (!seen.contains(middle)) continue;
          const a = map.latLngToContainerPoint(line[i - 1]);
          const b = map.latLngToContainerPoint(line[i]);
          const length = a.distanceTo(b);
          if (!best || length > best.length) best = { length, middle, turn: Math.atan2(b.y - a.y, b.x - a.x) };
        }
      }
      if (!best || best.length < Math.min(width * 0.6, 40)) continue;
      if (best.turn > Math.PI / 2) best.turn -= Math.PI;
      if (best.turn < -Math.PI / 2) best.turn += Math.PI;
      if (put([street.name], "", best.middle, "sg-street", 11 * scale + "px", 400, best.turn)) named.add(street.name);
    }
  }

  // --- the figure: title, map, legend, sources, table -----------------------------------------------------------------

  function createFigure(node, options) {
    const { words, height, hasTitle, onSelect, onPick, onResize } = options;
    const figure = make("figure", "sg-figure");
    const head = make("header", "sg-head");
    const body = make("div", "sg-body");
    const mapNode = make("div", "sg-map");
    const legend = make("aside", "sg-legend");
    const source = make("figcaption", "sg-source");
    const table = make("details", "sg-table");
    mapNode.style.height = height;
    legend.setAttribute("aria-label", words.legend);
    legend.tabIndex = 0;
    body.append(mapNode, legend);
    figure.append(...(hasTitle ? [head] : []), body, source, table);
    node.replaceChildren(figure);
    const map = createMap(mapNode, words);
    const self = { figure, head, mapNode, legend, source, table, map, hasTitle, onSelect, onPick, picture: null };
    addReset(self, words);
    table.addEventListener("toggle", () => { fillTable(self); if (onResize) onResize(); });
    legend.style.maxHeight = global.matchMedia("(min-width: 861px)").matches ? height : "";
    return self;
  }

  function addReset(self, words) {
    const L = global.L;
    // on a narrow map the corner above would hide an area
    const control = L.control({ position: self.mapNode.clientWidth < 480 ? "bottomright" : "topleft" });
    control.onAdd = () => {
      const box = make("div", "leaflet-bar sg-reset");
      const button = make("button", "", words.reset);
      button.type = "button";
      L.DomEvent.disableClickPropagation(box);
      button.addEventListener("click", () => self.map.fitBounds(self.picture.parts.base.bounds, { animate: !isCalm(), padding: [8, 8] }));
      box.appendChild(button);
      return box;
    };
    control.addTo(self.map);
  }

  function drawFigure(self, picture) {
    const { paint } = picture;
    self.picture = picture;
    self.figure.style.setProperty("--sg-scale", paint.scale || 1);
    if (self.hasTitle) {
      self.head.replaceChildren(make("h1", "", paint.title), make("p", "", paint.subtitle), make("p", "sg-place", paint.place));
    }
    const state = drawPicture(self.map, picture, { onSelect: self.onSelect, onPick: self.onPick });
    fillLegend(self, state);
    const sources = [self.hasTitle ? "" : paint.place, paint.source, paint.tiles ? paint.words.tiles.replace("{attribution}", () => paint.tiles.attribution) : ""];
    self.source.textContent = sources.filter(Boolean).join(". ");
    fillTable(self);
    return state;
  }

  // several pictures of one place share their parts; one is shown, the others are a choice away
  function drawChoice(self, data) {
    const pictures = data.pictures.map(({ parts, paint }) => {
      const found = {};
      for (const [name, hash] of Object.entries(parts)) found[name] = data.parts[hash];
      return { parts: found, paint };
    });
    let state = drawFigure(self, pictures[0]);
    if (pictures.length < 2) return state;
    const box = make("label", "sg-choice");
    const select = make("select");
    pictures.forEach(({ paint }, i) => {
      const option = make("option", "", paint.title);
      option.value = String(i);
      select.appendChild(option);
    });
    box.append(make("span", "", pictures[0].paint.words.shows), select);
    self.figure.insertBefore(box, self.figure.firstChild);
    select.addEventListener("change", () => {
      const { parts, paint } = pictures[Number(select.value)];
      // what was selected stays selected
      state = drawFigure(self, { parts, paint: { ...paint, selected: state.selected } });
      document.title = paint.title + " – " + paint.place;
    });
    return state;
  }

  function swatch(state, item) {
    const { paint } = state;
    const scale = paint.scale || 1;
    const box = make("span", "sg-sign");
    if (item.mark !== undefined) {
      box.appendChild(sign(item.mark, 20 * scale));
      return box;
    }
    if (item.line) {
      const look = LINES[item.line];
      const line = draw("path", { d: "M1 10h24", stroke: look.color, "stroke-width": 2, "stroke-dasharray": look.dashArray || "none" });
      box.appendChild(draw("svg", { viewBox: "0 0 26 20", width: 26 * scale, height: 20 * scale, "aria-hidden": "true" }, [line]));
      return box;
    }
    const style = item.reach ? paint.reach[item.reach] : paint.styles[item.style];
    const rect = draw("rect", { x: 0.5, y: 1.5, width: 25, height: 17, fill: paintOf(state, style), stroke: "#8a857b", "stroke-width": 1 });
    box.appendChild(draw("svg", { viewBox: "0 0 26 20", width: 26 * scale, height: 20 * scale, "aria-hidden": "true" }, [rect]));
    return box;
  }

  function fillLegend(self, state) {
    const { paint } = self.picture;
    const list = make("ul");
    let sort = "";
    for (const item of paint.legend) {
      const row = make("li");
      const now = item.mark !== undefined ? "mark" : "fill";
      if (sort && sort !== now) row.className = "sg-gap";
      sort = now;
      row.append(swatch(state, item), make("span", "sg-words", item.label), make("span", "sg-count", item.count));
      list.appendChild(row);
    }
    const nodes = [make("h2", "", self.hasTitle ? paint.words.legend : paint.subtitle)];
    if (paint.legend_unit) nodes.push(make("div", "sg-unit", paint.legend_unit));
    nodes.push(list);
    for (const note of paint.notes) nodes.push(make("p", "", note));
    if (paint.method) nodes.push(make("span", "sg-method", paint.method));
    self.legend.replaceChildren(...nodes);
    self.legend.hidden = Boolean(paint.pick);
  }

  function fillTable(self) {
    const { paint, parts } = self.picture;
    self.table.hidden = Boolean(paint.pick);
    const nodes = [make("summary", "", paint.words.table)];
    if (self.table.open) {
      const table = make("table");
      const head = table.createTHead().insertRow();
      for (const words of [paint.words.area, ...paint.rows.map((row) => row[0])]) {
        const cell = make("th", "", words);
        cell.scope = "col";
        head.appendChild(cell);
      }
      const body = table.createTBody();
      parts.base.names.forEach((name, i) => {
        const row = body.insertRow();
        const first = make("th", "", name);
        first.scope = "row";
        row.appendChild(first);
        for (const [, values] of paint.rows) row.appendChild(make("td", "", values[i]));
      });
      const box = make("div");
      box.tabIndex = 0;
      box.appendChild(table);
      nodes.push(box);
    }
    self.table.replaceChildren(...nodes);
  }

  global.SozialraumKarte = { createMap, drawPicture, createFigure, drawFigure, drawChoice };
})(window);
