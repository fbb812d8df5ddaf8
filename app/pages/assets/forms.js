/** Shows that a form is being sent, and sends it once. */
export function sendOnce() {
  const sent = new Set();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    event.submitter?.setAttribute('aria-busy', 'true');
  });
  // Back by the browser's button: the page is as it was, and may be used again.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    sent.clear();
    for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy');
  });
}
