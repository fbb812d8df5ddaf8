/** The page's own files, kept in the program, so that a release is one file and nothing comes from elsewhere. */
export const assets: Record<string, { type: string; text: string }> = {
  'icon.svg': {
    type: 'image/svg+xml',
    text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 8h12M5 5v6M8 4.5v7M11 5v6" fill="none" stroke="#2563eb" stroke-width="1.6" stroke-linecap="round"/></svg>
`,
  },

  'dashboard.js': {
    type: 'text/javascript; charset=utf-8',
    text: `// Keeps the page true: the server renders, the stream says when to ask again.
const REFRESH_MS = 150;
const connection = document.querySelector('#connection');
let timer;
let asking = false;
let askAgain = false;

async function refresh() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('main');
    if (fresh) document.querySelector('main').replaceWith(fresh);
  } catch {
    // The app is away; the stream reconnects and then asks again.
  } finally {
    asking = false;
    if (askAgain) {
      askAgain = false;
      schedule();
    }
  }
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(refresh, REFRESH_MS);
}

const stream = new EventSource('/developer/incidents/stream');
stream.onopen = () => (connection.textContent = 'live');
stream.onerror = () => (connection.textContent = 'reconnecting');
for (const name of ['ready', 'timeline', 'incident', 'healing', 'reset', 'delivery', 'refresh']) {
  stream.addEventListener(name, schedule);
}
`,
  },

  'dashboard.css': {
    type: 'text/css; charset=utf-8',
    text: `:root {
  --ground: #f8fafc; --panel: #ffffff; --line: #e2e8f0; --text: #0f172a; --quiet: #5b6b80;
  --blue: #1d4ed8; --green: #15803d; --red: #b91c1c; --amber: #a16207; --orange: #c2410c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0b1120; --panel: #111a2e; --line: #24304a; --text: #e5edf8; --quiet: #93a4bd;
    --blue: #93b4ff; --green: #6ee7a0; --red: #fca5a5; --amber: #fcd34d; --orange: #fdba74;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { display: flex; align-items: baseline; gap: 1rem; padding-top: 1.75rem; padding-bottom: .5rem; }
h1 { font-size: 1.35rem; margin: 0; letter-spacing: -.01em; }
#connection { margin-left: auto; color: var(--quiet); font-size: .85rem; }
.quiet { color: var(--quiet); }
.summary { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1rem 0; padding: 0; }
.summary div { background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem 1rem; }
.summary dt { color: var(--quiet); font-size: .8rem; }
.summary dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
.scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: .6rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .65rem 1rem; vertical-align: top; white-space: nowrap; }
th { color: var(--quiet); font-size: .8rem; font-weight: 500; }
tbody tr { border-top: 1px solid var(--line); }
td.number, th.number { text-align: right; }
td .quiet { font-size: .8rem; }
code { font: .82rem ui-monospace, monospace; }
a { color: var(--blue); text-underline-offset: .15em; }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; }
.critical, .failed { color: var(--red); }
.high { color: var(--orange); }
.medium, .detected { color: var(--amber); }
.low { color: var(--quiet); }
.in_progress { color: var(--blue); }
.resolved { color: var(--green); }
.note { border: 1px solid var(--line); border-left: .25rem solid var(--amber); border-radius: .4rem; background: var(--panel); padding: .7rem 1rem; }
.empty { padding: 2.5rem 1rem; text-align: center; color: var(--quiet); }
`,
  },
};
