/** Opens a link that asks for a confirmation in a dialog over the page; without JavaScript it is a page of its own. */
export function askInDialog() {
  const dialog = document.querySelector('#confirm');
  document.addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    if (dialog.open && event.target.closest('[data-close]')) {
      event.preventDefault();
      dialog.close();
      return;
    }
    const link = event.target.closest('a[data-dialog]');
    if (!link) return;
    event.preventDefault();
    const content = await contentOf(link.href);
    if (!content) return location.assign(link.href);
    dialog.replaceChildren(content);
    dialog.setAttribute('aria-labelledby', content.getAttribute('aria-labelledby'));
    dialog.showModal();
  });
}

async function contentOf(url) {
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('[data-fragment]');
  } catch {
    return null;
  }
}
