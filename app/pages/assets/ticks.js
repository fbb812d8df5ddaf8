/**
 * Time that has passed, in whole units, two at most. The same as `elapsed` on the server.
 * @param {number} ms
 */
export function elapsed(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(hours, 'h', minutes % 60, 'min');
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(whole, unit, rest, restUnit) {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;
}

/**
 * Counts on, by the server's clock, independent of the time that has passed since.
 * @returns {() => void} sets the clock again and counts at once; to be called after a refresh
 */
export function keepTicking() {
  let ahead = 0;
  function tick() {
    const now = Date.now() + ahead;
    for (const time of document.querySelectorAll('time[data-since]')) {
      const text = elapsed(now - Date.parse(time.dataset.since));
      if (time.textContent !== text) time.textContent = text;
    }
  }
  function set() {
    ahead = Date.parse(document.documentElement.dataset.now) - Date.now();
    tick();
  }
  set();
  setInterval(tick, 1000);
  return set;
}
