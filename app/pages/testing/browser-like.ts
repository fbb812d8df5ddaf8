import type { TestApp } from '../../testing/test-app.ts';

/** What a browser adds to what a person asks for, without a browser: headers and the cookies that it was given. */
export interface BrowserLike {
  get(path: string): Promise<{ response: Response; html: string }>;
  /** Sends a form. The answer is not followed. */
  send(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  cookies: Map<string, string>;
}

export function likeBrowser({ app }: TestApp): BrowserLike {
  const cookies = new Map<string, string>();
  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html,application/xhtml+xml,*/*;q=0.8');
    if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin');
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await app.request(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
  return {
    cookies,
    async get(path) {
      const response = await ask(path, {});
      return { response, html: await response.text() };
    },
    send: (path, fields = {}, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}
