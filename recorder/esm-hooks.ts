// Hooks of Node's module loader, in the thread that Node keeps for them: what is no CommonJS cannot be wrapped.
import { REWRITTEN, rewriteModule } from './rewrite-module.ts';

interface Loaded {
  format?: string;
  source?: string | ArrayBuffer | Uint8Array;
}

/** Adds to the modules that are watched the lines that report; all other modules are loaded as they are. */
export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  if (!loaded.source || !REWRITTEN.some((name) => url.includes(name))) return loaded;
  try {
    const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: rewriteModule(url, text) };
  } catch {
    return loaded;
  }
}
