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
/* Streamlit tells the server what was typed a moment after its field is left. A quick click or a tap on a button comes in that
   moment and would be told first: what was typed last would be lost. Such a click waits until the field has been told. */
if (!window.sgPatient) {
  window.sgPatient = true;
  const MOMENT_MS = 400;
  const fields = 'input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, [contenteditable]';
  let left = -MOMENT_MS;
  document.addEventListener('focusout', (event) => { if (event.target.matches?.(fields)) left = performance.now(); }, true);
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-testid^="stBaseButton"]');
    if (!button || !event.isTrusted) return;
    const typing = document.activeElement;
    if (typing && typing !== button && typing.matches(fields)) typing.blur(); // on some telephones a tap does not leave the field
    const rest = MOMENT_MS - (performance.now() - left);
    if (rest <= 0) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    const place = button.closest('[class*="st-key-"]')?.className.match(/st-key-[\w-]+/)?.[0];
    setTimeout(() => (button.isConnected ? button : document.querySelector(`.${place} button`))?.click(), rest);
  }, true);
}
