import { Hono } from 'hono';
import type { Generated, Kysely } from 'kysely';

type Tables = {
  notes: { id: Generated<string>; title: string; created_at: Generated<Date> };
};

/** The most notes that one response lists. */
const MOST = 100;

/** The regular work of the service: short notes, newest first. */
export function createNoteRoutes(database: Kysely<unknown>): Hono {
  const db = database.withTables<Tables>();
  const routes = new Hono();
  routes.get('/notes', async (c) => {
    const notes = await db.selectFrom('notes').selectAll().orderBy('id', 'desc').limit(MOST).execute();
    return c.json({ notes });
  });
  routes.post('/notes', async (c) => {
    const body: unknown = await c.req.json().catch(() => null);
    const title = typeof body === 'object' && body && 'title' in body ? body.title : null;
    if (typeof title !== 'string' || title.length < 1 || title.length > 200) {
      const message = 'Send {"title": "…"} with 1 to 200 characters.';
      return c.json({ error: { code: 'invalid_body', message } }, 400);
    }
    const note = await db.insertInto('notes').values({ title }).returningAll().executeTakeFirstOrThrow();
    return c.json(note, 201);
  });
  return routes;
}
