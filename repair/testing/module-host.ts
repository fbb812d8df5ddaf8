import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import pg from 'pg';
import type { FileVersion } from '../../domain/fix.ts';

/** An answer of an upstream: a body with status 200, or a status and a body; undefined never answers. */
export type UpstreamAnswer = [number, unknown] | { body: unknown } | undefined;

/** Where fixed modules are called with what no probe had asked: a database of their own, and upstreams made to order. */
export interface ModuleHost {
  pool: pg.Pool;
  /** A further pool on the same database. */
  makePool(options: pg.PoolConfig): pg.Pool;
  /** An upstream; `calls` counts what it was asked. */
  upstream(answer: (call: number, path: string) => UpstreamAnswer): Promise<{ url: string; calls(): number }>;
  /** The functions of a module as these edits leave it. */
  // biome-ignore lint/suspicious/noExplicitAny: the modules are those of a fixture
  load(files: Record<string, string>, edits: FileVersion[], path: string): Promise<Record<string, any>>;
  close(): Promise<void>;
}

/** @param schema SQL that makes the tables */
export async function openModuleHost(databaseUrl: string, schema: string): Promise<ModuleHost> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-modules-'));
  const name = `suture_modules_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const pools: pg.Pool[] = [];
  const servers: Server[] = [];
  const makePool = (options: pg.PoolConfig) => {
    const pool = new pg.Pool({ connectionString: url.href, ...options });
    pool.on('error', () => {});
    pools.push(pool);
    return pool;
  };
  const pool = makePool({ max: 10 });
  await pool.query(schema);

  return {
    pool,
    makePool,

    async upstream(answer) {
      let calls = 0;
      const server = createServer((request, response) => {
        calls += 1;
        const given = answer(calls, request.url ?? '');
        if (given === undefined) return;
        const [status, body] = Array.isArray(given) ? given : [200, given.body];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
    },

    async load(files, edits, path) {
      const place = await mkdtemp(join(folder, 'module-'));
      const edited = Object.fromEntries(edits.map((edit) => [edit.path, edit.content]));
      for (const [file, content] of Object.entries({ ...files, ...edited })) {
        await mkdir(dirname(join(place, file)), { recursive: true });
        await writeFile(join(place, file), content);
      }
      const outfile = join(place, 'dist/module.mjs');
      await build({
        entryPoints: [join(place, path)],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
      });
      return import(/* @vite-ignore */ pathToFileURL(outfile).href);
    },

    async close() {
      for (const server of servers) server.close().closeAllConnections();
      await Promise.all(pools.map((each) => each.end()));
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
