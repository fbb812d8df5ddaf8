import { isAlike } from '../../seen/alike.ts';
import { quote } from '../fact.ts';
import { fold, keyOf } from '../fold.ts';
import type { Reading } from '../reading.ts';

/** Options by which a cookie, a token, a connection, a route or a query is bounded. */
const BOUNDING =
  /^(?:httpOnly|secure|sameSite|signed|rejectUnauthorized|checkServerIdentity|integrity|algorithms|audience|issuer|maxAge|expiresIn|select|attributes|projection|omit|fileSize|fieldSize|maxFileSize|preHandler|onRequest|preValidation|validate|csrf|nonce|ttl|EX|PX|isolationLevel|signal|timeout|timeoutMs|headersTimeout|bodyTimeout|requestTimeout|statement_timeout|query_timeout|connectionTimeoutMillis|limit|limits|max|maxPayload|maxRedirects|maxBodyLength|maxContentLength|maxBuffer|bodyLimit|parameterLimit|retries|deadline|credentials|referrerPolicy|where|order|orderBy|lock|transaction|session)$/;
/** Words of a cache by which a key ends, or is not overwritten. */
const CACHE = /^(?:EX|PX|EXAT|PXAT|NX|XX)$/;

/** Options that the code set before and sets no longer. */
export function lostOptions(old: Reading, after: Reading): string[] {
  const [before, now] = [optionsOf(old), optionsOf(after)];
  return [...before]
    .filter(([name, count]) => (now.get(name) ?? 0) < count)
    .filter(([name]) => ![...now.keys()].some((other) => !before.has(other) && isAlike(other, name)))
    .map(([name]) => `no longer sets ${quote(name)}`);
}

function optionsOf(reading: Reading): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string) => found.set(name, (found.get(name) ?? 0) + 1);
  for (const { node, parent } of reading.nodes) {
    if (node.type === 'Property' && parent?.type === 'ObjectExpression') {
      const name = keyOf(reading, node);
      if (name && BOUNDING.test(name)) add(name);
    }
    if (node.type === 'Literal' && parent?.type === 'CallExpression' && typeof node.value === 'string') {
      const text = fold(reading, node)?.text ?? '';
      if (CACHE.test(text) && parent.arguments.includes(node)) add(text);
    }
  }
  return found;
}
