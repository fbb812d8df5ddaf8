// Hooks of Node's module loader, in the thread that Node keeps for them: Hono is no CommonJS, so nothing of it can be wrapped.
import { tellOfErrors } from './tell-of-errors.ts';

interface Loaded {
  format?: string;
  source?: string | ArrayBuffer | Uint8Array;
}

/** Adds to Hono's modules the line that reports an error; all other modules are loaded as they are. */
export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  if (!url.includes('/hono/dist/') || !loaded.source) return loaded;
  try {
    const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: tellOfErrors(url, text) };
  } catch {
    return loaded;
  }
}
