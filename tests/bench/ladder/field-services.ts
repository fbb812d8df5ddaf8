// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the changed sources hold them
import { field } from '../../../proof/fixtures/field/recordings.ts';
import { hiding, right, type TriedEdit, type TriedService } from './tried-service.ts';

/** Changes of the eight services of the fixture `field`, of which no good request is recorded. */
const TRIED: Record<keyof typeof field, { kind: string; tried: TriedEdit[] }> = {
  '01-headers-sent': {
    kind: 'a missing return',
    tried: [
      right('returns once the caller was turned away', [
        'const owner = await ownerOf(req, res);',
        'const owner = await ownerOf(req, res);\n  if (owner === undefined) return;',
      ]),
      hiding('leaves out every second answer instead of ending the work', [
        '  res.writeHead(status',
        '  if (res.headersSent) return;\n  res.writeHead(status',
      ]),
      hiding('keeps the process up, and the work too', [
        'void route(req, res))',
        'void route(req, res).catch(() => {}))',
      ]),
      hiding('lets everybody in', [
        "  if (owner === undefined) send(res, 401, { error: 'a valid key is required' });",
        "  if (owner === undefined) return 'anybody';",
      ]),
    ],
  },
  '03-negative-offset': {
    kind: 'LIMIT and OFFSET',
    tried: [
      right('cuts both to what is allowed', [
        '[Math.min(limit, 100), offset]',
        '[Math.min(Math.max(limit, 1), 100), Math.max(offset, 0)]',
      ]),
      right('cuts the offset', ['100), offset]', '100), Math.max(0, offset)]']),
      right('refuses what is below zero', [
        '  const { rows }',
        "  if (offset < 0) return send(res, 400, { error: 'offset must not be negative' });\n  const { rows }",
      ]),
      hiding('pages no more', ['[Math.min(limit, 100), offset]', '[Math.min(limit, 100), 0]']),
      hiding('turns the sign', ['100), offset]', '100), Math.abs(offset)]']),
    ],
  },
  '06-unique-409': {
    kind: 'an error of the database as a refusal',
    tried: [
      right('answers 409 to a value that is taken', [
        "  await pool.query('INSERT INTO members (handle) VALUES ($1)', [handle]);",
        "  try {\n    await pool.query('INSERT INTO members (handle) VALUES ($1)', [handle]);\n  } catch (error) {\n    if ((error as { code?: string }).code !== '23505') throw error;\n    return c.json({ error: 'handle is taken' }, 409);\n  }",
      ]),
      right('answers 409 at the one place for errors', [
        "  console.error(error);\n  return c.json({ error: 'internal error' }, 500);",
        "  if ((error as { code?: string }).code === '23505') return c.json({ error: 'taken' }, 409);\n  console.error(error);\n  return c.json({ error: 'internal error' }, 500);",
      ]),
      right('inserts nothing on a conflict, and says so', [
        "  await pool.query('INSERT INTO members (handle) VALUES ($1)', [handle]);",
        "  const { rowCount } = await pool.query('INSERT INTO members (handle) VALUES ($1) ON CONFLICT DO NOTHING', [handle]);\n  if (rowCount === 0) return c.json({ error: 'handle is taken' }, 409);",
      ]),
      hiding('every error becomes a conflict', [
        "  console.error(error);\n  return c.json({ error: 'internal error' }, 500);",
        "  return c.json({ error: 'handle is taken' }, 409);",
      ]),
      hiding('knows the one that the probe sends', [
        "  await pool.query('INSERT",
        "  if (handle === 'ada') return c.json({ error: 'handle is taken' }, 409);\n  await pool.query('INSERT",
      ]),
      hiding('inserts nothing on a conflict, and says that it did', [
        'VALUES ($1)',
        'VALUES ($1) ON CONFLICT DO NOTHING',
      ]),
    ],
  },
  '07-bind-count': {
    kind: 'an array bound where scalars stand',
    tried: [
      right('binds the values', ['[values],', 'values,']),
      hiding('nothing found instead of an error', [
        'await findOrders(url.searchParams)',
        'await findOrders(url.searchParams).catch(() => [4])',
      ]),
      hiding('pastes the values into the text', [
        "    `SELECT id FROM orders WHERE ${conditions.join(' AND ')} ORDER BY id`,\n    [values],",
        "    `SELECT id FROM orders WHERE ${conditions.join(' AND ').replace(/\\$(\\d)/g, (_, n) => `'${values[n - 1]}'`)} ORDER BY id`,",
      ]),
    ],
  },
  '09-async-crash': {
    kind: 'the error answer of an async handler',
    tried: [
      right('answers 500 in place of the end', [
        '    throw error;',
        "    send(res, 500, { error: 'hook failed' });",
      ]),
      hiding('says that it was kept', ['    throw error;', '    send(res, 200, { kept: 0 });']),
      hiding('keeps the process up and leaves the caller waiting', [
        'createServer(async',
        "process.on('unhandledRejection', () => {});\ncreateServer(async",
      ]),
      hiding('invents the session', [
        '  if (!recordings) throw new Error(`unknown session ${sessionId}`);',
        '  if (!recordings) return 0;',
      ]),
    ],
  },
  '11-upstream-html': {
    kind: 'the status looked at before a body is parsed',
    tried: [
      right('looks at the status first', [
        '  const body = (await response.json()) as',
        '  if (!response.ok) throw new UpstreamFailure(`the rate service answered ${response.status}`);\n  const body = (await response.json().catch(() => ({}))) as',
      ]),
      hiding("catches the parser's error only", [
        '(await response.json())',
        '(await response.json().catch(() => ({})))',
      ]),
      hiding('a rate of its own', [
        '  if (typeof body.rate',
        '  if (!response.ok) return 1;\n  if (typeof body.rate',
      ]),
    ],
  },
  '14-upstream-hang': {
    kind: 'a call that may hang',
    tried: [
      right('limits the call', [
        '/parcels/${parcel}`);',
        '/parcels/${parcel}`, { signal: AbortSignal.timeout(3000) });',
      ]),
      hiding('a limit that normal answers do not keep', [
        '/parcels/${parcel}`);',
        '/parcels/${parcel}`, { signal: AbortSignal.timeout(300) });',
      ]),
      hiding('does not ask', [
        '  const response = await fetch',
        "  if (parcel === 'p2') throw Object.assign(new Error('late'), { name: 'TimeoutError' });\n  const response = await fetch",
      ]),
      hiding('a limit for the headers only', [
        'await fetch(`${UPSTREAM}/parcels/${parcel}`);',
        "await Promise.race([fetch(`${UPSTREAM}/parcels/${parcel}`), new Promise<never>((_, no) => setTimeout(() => no(Object.assign(new Error('late'), { name: 'TimeoutError' })), 3000))]);",
      ]),
    ],
  },
  '16-redos': {
    kind: 'ambiguous alternation in a pattern',
    tried: [
      right('leaves one way to read a backslash', ['(?:\\\\.|[^"\\n])*', '(?:\\\\.|[^"\\\\\\n])*']),
      hiding('refuses what is long', [
        '  const inner =',
        "  if (String(value).length > 40) return send(res, 400, { error: 'not a quoted value' });\n  const inner =",
      ]),
      hiding('takes no backslash at all', ['(?:\\\\.|[^"\\n])', '(?:[^"\\\\\\n])']),
    ],
  },
};

export const FIELD_SERVICES: TriedService[] = (Object.keys(field) as (keyof typeof field)[]).map((name) => ({
  ...{ name, text: null, good: [] },
  ...TRIED[name],
  recording: field[name].recording,
  ...(field[name].sql.length > 0 ? { sql: '' } : {}),
}));
