import { Idiomorph } from './idiomorph.js';

const STREAM = '/developer/incidents/stream';
const NEWS = ['ready', 'timeline', 'incident', 'healing', 'reset', 'delivery', 'refresh'];
/** Events within GATHER_MS cause one refresh; refreshes are APART_MS apart, and QUIET_MS without an event. */
const GATHER_MS = 100;
const APART_MS = 800;
const QUIET_MS = 15_000;
/** Delay before reconnecting; doubles up to LONGEST_RETRY_MS. */
const RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
const ASK_MS = 10_000;

/**
 * Keeps the page current. The server renders it; an event of the stream only triggers a refresh, and a refresh after a
 * pause includes every change made during it.
 * @param {{ refreshed(): void }} listener
 */
export function follow({ refreshed }) {
  const root = document.documentElement;
  let stream;
  let lastId = '';
  let retryMs = RETRY_MS;
  let open = false;
  let timer;
  let asking = false;
  let askAgain = false;
  let lastAsked = 0;
  let answered = Date.now();

  async function refresh() {
    clearTimeout(timer);
    timer = undefined;
    if (asking || document.hidden) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    lastAsked = Date.now();
    try {
      const signal = AbortSignal.timeout(ASK_MS);
      const answer = await fetch(location.href, {
        headers: { accept: 'text/html' },
        cache: 'no-store',
        signal,
      });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // A router before the app may answer with a page of its own.
      if (!fresh.querySelector('main[data-live]')) throw new Error(`answered ${answer.status}`);
      show(fresh);
      root.dataset.now = fresh.documentElement.dataset.now;
      document.title = fresh.title;
      answered = Date.now();
      refreshed();
    } catch {
      // The app does not answer. The next refresh follows when the stream is back, or after QUIET_MS.
    } finally {
      asking = false;
      tellConnection();
      if (askAgain) soon();
    }
  }

  function soon() {
    if (timer !== undefined) return;
    timer = setTimeout(refresh, Math.max(GATHER_MS, lastAsked + APART_MS - Date.now()));
  }

  function listen() {
    stream = new EventSource(lastId ? `${STREAM}?after=${lastId}` : STREAM);
    stream.onopen = () => {
      open = true;
      retryMs = RETRY_MS;
      tellConnection();
    };
    stream.onerror = () => {
      open = false;
      tellConnection();
      // A browser comes back by itself, but gives up after an answer that is no stream.
      if (stream.readyState !== EventSource.CLOSED) return;
      setTimeout(listen, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    };
    for (const name of NEWS) stream.addEventListener(name, heard);
  }

  function heard(event) {
    if (event.lastEventId) lastId = event.lastEventId;
    const news = JSON.parse(event.data);
    const mine = root.dataset.incident;
    if (mine && news.incident_id && news.incident_id !== mine) return;
    if (event.type === 'timeline') announce(news);
    soon();
  }

  function tellConnection() {
    const late = Date.now() - answered > 2 * QUIET_MS && !document.hidden;
    const pill = document.querySelector('#connection');
    pill.hidden = false;
    pill.dataset.state = open && !late ? 'live' : 'off';
    pill.textContent = open && !late ? 'Live' : 'Reconnecting';
    const cut = document.querySelector('#cut');
    const wasCut = !cut.hidden;
    cut.hidden = open && !late;
    if (!cut.hidden && !wasCut) {
      document.querySelector('#cut-since').textContent = new Date(answered).toLocaleTimeString();
    }
    root.classList.toggle('is-cut', !cut.hidden);
  }

  listen();
  setInterval(() => {
    if (Date.now() - lastAsked >= QUIET_MS) void refresh();
  }, QUIET_MS / 3);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) soon();
  });
}

function announce({ incident_id, message }) {
  document.querySelector('#announcer').textContent = `${incident_id}: ${message}`;
}

/** Changes only what is different, and nothing that a person is busy with. */
function show(fresh) {
  for (const region of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(region.id);
    if (next) Idiomorph.morph(region, next, { morphStyle: 'outerHTML', callbacks });
  }
}

const callbacks = {
  beforeNodeMorphed: (old) => !isDirty(old),
  beforeAttributeUpdated(name, element) {
    // What a person has opened stays open; a form that is being sent stays so.
    if (name === 'open' || name === 'aria-busy') return false;
    if (name === 'data-phase') mark(element);
    return true;
  },
};

function isDirty(node) {
  if (node instanceof HTMLSelectElement) {
    return [...node.options].some((option) => option.selected !== option.defaultSelected);
  }
  if (!(node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement)) return false;
  return node === document.activeElement || node.value !== node.defaultValue;
}

/** Shows for a moment that something changed. */
function mark(element) {
  requestAnimationFrame(() => {
    element.classList.add('changed');
    setTimeout(() => element.classList.remove('changed'), 1500);
  });
}
