/* Streamlit calls every page English, and a few of its own words are; a screen reader would read the page so. */
document.documentElement.lang = 'de';
if (!window.sgGerman) {
  const words = [
    [/^Skip to main content$/, 'Zum Inhalt springen'], [/^Help for /, 'Hilfe zu '], [/^Page not found$/, 'Seite nicht gefunden'],
    [/^(You have requested page|The page that you have requested) .*/, 'Diese Seite gibt es hier nicht; gezeigt wird der Überblick.'],
    [/^Sidebar$/, 'Seitenleiste'], [/^Collapse sidebar$/, 'Seitenleiste einklappen'], [/^Expand sidebar$/, 'Seitenleiste ausklappen'],
    [/^App pages$/, 'Seiten'], [/^Dismiss$/, 'Schließen'], [/^Search$/, 'Suchen'], [/^Fullscreen$/, 'Ganzer Bildschirm'],
    [/^Download as CSV$/, 'Als CSV herunterladen'], [/^Show\/hide columns$/, 'Spalten zeigen oder verbergen'],
    [/^Clear value$/, 'Leeren'], [/^Close$/, 'Schließen'], [/^Open$/, 'Öffnen'],
  ];
  const said = (text) => words.reduce((t, [from, to]) => t.replace(from, to), text);
  const turn = () => {
    for (const node of document.querySelectorAll('[aria-label]')) {
      const now = said(node.ariaLabel);
      if (now !== node.ariaLabel) node.ariaLabel = now;
    }
    for (const node of document.querySelectorAll('a[href^="#"], [role=dialog] h2, [role=dialog] p, [role=dialog] div')) {
      if (node.childElementCount > 0 && !node.matches('p')) continue;
      const now = said(node.textContent);
      if (now !== node.textContent) node.textContent = now;
    }
  };
  let waits = 0;
  window.sgGerman = new MutationObserver(() => { if (!waits) waits = setTimeout(() => { waits = 0; turn(); }, 200); });
  window.sgGerman.observe(document.body, { childList: true, subtree: true });
  turn();
}
