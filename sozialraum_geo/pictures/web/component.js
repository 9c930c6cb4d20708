/* Speaks with Streamlit (component protocol 1). Parts of a picture are kept by their hash: Python sends a part
   once and then only its hash; when a part is not here, this side asks for all of them. */
(function () {
  "use strict";

  const KEPT = 16;
  const kept = new Map();
  let figure = null;
  let height = 0;
  let asked = "";

  function send(type, data) {
    window.parent.postMessage({ isStreamlitMessage: true, type: "streamlit:" + type, ...data }, "*");
  }

  // the number tells two equal answers apart
  const answer = (value) => send("setComponentValue", { dataType: "json", value: { ...value, at: Date.now() + Math.random() } });

  function resize() {
    const now = Math.ceil(document.documentElement.offsetHeight);
    if (now !== height) send("setFrameHeight", { height: (height = now) });
  }

  function whole(parts) {
    const found = {};
    for (const [name, part] of Object.entries(parts)) {
      const one = Object.keys(part).length > 1 ? part : kept.get(part.hash);
      if (!one) return null;
      kept.delete(one.hash);
      kept.set(one.hash, one);
      found[name] = one;
    }
    for (const hash of kept.keys()) if (kept.size > KEPT) kept.delete(hash);
    return found;
  }

  // the page's own typefaces, from the page's own server
  function loadFonts(fonts) {
    for (const [family, file] of Object.entries(fonts)) {
      const face = new FontFace(family, "url(../../static/media/" + encodeURIComponent(file) + ")", { weight: "200 900" });
      face.load().then((loaded) => document.fonts.add(loaded), () => {});
    }
  }

  function render(args) {
    const { paint } = args.picture;
    const parts = whole(args.picture.parts);
    if (!parts) {
      const missing = JSON.stringify(args.picture.parts);
      if (asked !== missing) answer({ need: true });
      asked = missing;
      return;
    }
    asked = "";
    if (!figure) {
      loadFonts(args.fonts);
      figure = window.SozialraumKarte.createFigure(document.getElementById("karte"), {
        words: paint.words, height: args.height + "px", hasTitle: args.has_title, onSelect: (selected) => answer({ selected }),
        onPick: (picked) => answer({ picked }), onResize: resize,
      });
      new ResizeObserver(resize).observe(document.body);
    }
    const nodeHeight = args.height + "px";
    if (figure.mapNode.style.height !== nodeHeight) {
      figure.mapNode.style.height = nodeHeight;
      figure.map.invalidateSize();
    }
    window.SozialraumKarte.drawFigure(figure, { parts, paint });
    resize();
  }

  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data.type === "streamlit:render") render(event.data.args);
  });
  send("componentReady", { apiVersion: 1 });
  send("setFrameHeight", { height: 600 });
})();
