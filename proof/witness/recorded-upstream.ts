import { once } from 'node:events';
import { readFile, realpath } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { readYaml } from '../../platform/read-yaml.ts';
import type { StandIn } from './stand-in.ts';

/** One answer of a file of recorded answers. The first that matches counts. */
const RecordedAnswer = z.object({
  method: z.string().toUpperCase().default('GET'),
  /** `/users/:id` and `/files/*` match any name, and any rest. */
  path: z.string().startsWith('/'),
  status: z.number().int().min(100).max(599).default(200),
  headers: z.record(z.string(), z.string()).default({}),
  /** A text is sent as it is, all else as JSON. */
  body: z.unknown().optional(),
});
type RecordedAnswer = z.infer<typeof RecordedAnswer>;
const RecordedAnswers = z.array(RecordedAnswer);

/**
 * An upstream that answers as it is written in a file of the commit. An unknown request gets 501.
 * @param name the upstream's
 * @param folder the worktree of the unchanged commit
 * @param path of the file, JSON or YAML, relative to it
 */
export function createRecordedUpstream(name: string, folder: string, path: string): StandIn {
  let server: Server | undefined;
  let starting: Promise<number> | undefined;
  const start = async () => {
    const answers = await readAnswers(name, folder, path);
    server = createServer((incoming, outgoing) => {
      incoming.resume();
      const asked = (incoming.url ?? '/').split('?')[0] ?? '/';
      const found = answers.find(({ method, path }) => method === incoming.method && matches(path, asked));
      const { status, headers, body } = found ?? unknown(name, `${incoming.method} ${asked}`, path);
      const isText = typeof body === 'string';
      outgoing.writeHead(status, {
        ...(body === undefined
          ? {}
          : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
        ...headers,
      });
      outgoing.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('no port');
    return address.port;
  };
  return {
    port() {
      starting ??= start();
      return starting;
    },
    async close() {
      await starting?.catch(() => {});
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
    },
  };
}

async function readAnswers(name: string, folder: string, path: string): Promise<RecordedAnswer[]> {
  const where = `${path}, the answers of the upstream ${name},`;
  const [root, file] = await Promise.all([realpath(folder), realpath(join(folder, path)).catch(() => '')]);
  // A link of the commit may lead to a file of the machine.
  const text = file.startsWith(`${root}/`) ? await readFile(file, 'utf8').catch(() => null) : null;
  if (text === null) {
    throw new SutureError(
      'invalid_definition',
      `${where} is not a file of the commit. Add it, or correct "answers".`,
    );
  }
  const read = RecordedAnswers.safeParse(readYaml(text, where));
  if (read.success) return read.data;
  const lines = read.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new SutureError('invalid_definition', `${where} is not valid. Correct:\n  ${lines.join('\n  ')}`);
}

function matches(pattern: string, path: string): boolean {
  const names = pattern.split('/');
  const given = path.split('/');
  for (const [index, name] of names.entries()) {
    if (name === '*' && index === names.length - 1) return given.length > index;
    if (name === '*' || name.startsWith(':')) {
      if (!given[index]) return false;
    } else if (given[index] !== name) return false;
  }
  return given.length === names.length;
}

function unknown(
  name: string,
  request: string,
  path: string,
): Pick<RecordedAnswer, 'status' | 'headers' | 'body'> {
  const error = `${name} has no recorded answer for ${request}. Add one to ${path}.`;
  return { status: 501, headers: {}, body: { error } };
}
