const OFF = 'suture-keys-off';

/** The shortcuts; the help dialog lists them. */
export function listenToKeys() {
  const help = document.querySelector('#help');
  const opener = document.querySelector('#help-open');
  const on = document.querySelector('#keys-on');
  let before = '';

  opener.hidden = false;
  opener.addEventListener('click', () => help.showModal());
  on.checked = localStorage.getItem(OFF) === null;
  on.addEventListener('change', () => {
    if (on.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, '1');
  });

  const go = (path) => location.assign(path);
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => document.querySelector('#next-page')?.click(),
    p: () => document.querySelector('#previous-page')?.click(),
    '/': () => document.querySelector('#search')?.focus(),
    '?': () => help.showModal(),
    'g i': () => go('/developer/incidents'),
    'g o': () => go('/developer/overview'),
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.activeElement?.id === 'search') document.activeElement.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (!on.checked || document.querySelector('dialog[open]')) return;
    const act = keys[before ? `${before} ${event.key}` : event.key];
    before = !before && event.key === 'g' ? 'g' : '';
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Moves the focus to the next or previous incident of the list. */
function step(by) {
  const links = [...document.querySelectorAll('tr.incident a.title')];
  const here = links.indexOf(document.activeElement?.closest('tr.incident')?.querySelector('a.title'));
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  links[Math.min(links.length - 1, Math.max(0, next))]?.focus();
}

function isTyping(target) {
  return (
    target instanceof Element &&
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null
  );
}
