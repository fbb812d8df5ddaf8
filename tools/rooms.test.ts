import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Node, walk } from 'estree-walker';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/**
 * Which rooms a room may import, from the design. `types` are rooms of which only types may be taken.
 * A composition root, the rooms `worker`, `stack`, `e2e` and `bench`, and tests may import all.
 */
const ROOMS: Record<string, { values: string[]; types?: string[] }> = {
  domain: { values: [] },
  'mock-api': { values: [] },
  migrations: { values: [] },
  app: { values: ['domain', 'store'] },
  cli: { values: ['domain'], types: ['app'] },
  store: { values: ['domain', 'migrations'] },
  activities: { values: ['domain', 'store'] },
  workflows: { values: ['domain'], types: ['activities', 'store'] },
  adapters: { values: ['domain'] },
  repair: { values: ['domain'] },
  proof: { values: ['domain'] },
  delivery: { values: ['domain'] },
};

/** Adapters over a room of our own rather than a vendor's package. */
const ADAPTERS_OVER_ROOMS: Record<string, string> = {
  'adapters/fix-provider': 'repair',
  'adapters/knowledge': 'store',
};

/** What the HTTP API answers, as schemas and nothing else: its client reads by them what its server writes by them. */
const CONTRACT = { room: 'cli', files: /^app\/api\/[a-z-]+-schemas\.ts$/ };

/** Rooms that must stay free of Node: one runs in a deterministic sandbox, the other is pure. */
const NODE_FREE = ['workflows', 'domain'];

interface Import {
  file: string;
  specifier: string;
  typeOnly: boolean;
}

function sources(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file && !file.includes('/fixtures/'));
}

function importsOf(file: string): Import[] {
  const { module, program } = parseSync(file, readFileSync(file, 'utf8'));
  const found: Import[] = module.staticImports.map((item) => ({
    file,
    specifier: item.moduleRequest.value,
    typeOnly: item.entries.length > 0 && item.entries.every((entry) => entry.isType),
  }));
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest)
        found.push({ file, specifier: entry.moduleRequest.value, typeOnly: entry.isType });
    }
  }
  for (const match of JSON.stringify(program).matchAll(
    /"type":"ImportExpression".*?"source":\{"type":"Literal".*?"value":"([^"]+)"/g,
  )) {
    found.push({ file, specifier: match[1] as string, typeOnly: false });
  }
  return found;
}

function isFree(file: string): boolean {
  const room = file.split('/')[0] as string;
  return (
    !(room in ROOMS) ||
    file.endsWith('/main.ts') ||
    /\.test\.tsx?$|\/testing[/.]|\/testing\.ts$|\/contract\.ts$/.test(file)
  );
}

/** The file that a relative import leads to. */
function pathOf({ file, specifier }: Import): string {
  return normalize(join(dirname(file), specifier));
}

/** The room that a relative import leads to, or null for a package. */
function roomOf(item: Import): string | null {
  return item.specifier.startsWith('.') ? (pathOf(item).split('/')[0] as string) : null;
}

function trespass(item: Import): boolean {
  const room = item.file.split('/')[0] as string;
  const target = roomOf(item);
  if (target === null || target === room) return false;
  const rule = ROOMS[room];
  if (!rule || rule.values.includes(target)) return false;
  if (item.typeOnly && rule.types?.includes(target)) return false;
  const folder = item.file.split('/').slice(0, 2).join('/');
  if (room === CONTRACT.room && CONTRACT.files.test(pathOf(item))) return false;
  return ADAPTERS_OVER_ROOMS[folder] !== target;
}

/** True for `process.env` in code; in a text, such as an error's, it reads nothing. */
function readsEnvironment(file: string): boolean {
  let found = false;
  walk(parseSync(file, readFileSync(file, 'utf8')).program as Node, {
    enter(node) {
      if (node.type !== 'MemberExpression') return;
      const { object, property } = node;
      found ||=
        object.type === 'Identifier' &&
        object.name === 'process' &&
        'name' in property &&
        property.name === 'env';
    },
  });
  return found;
}

const imports = sources()
  .filter((file) => !isFree(file))
  .flatMap(importsOf);
const show = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

describe('the rooms', () => {
  it('reads the sources', () => {
    expect(imports.length).toBeGreaterThan(10);
  });

  it('import only what the design lets them', () => {
    expect(imports.filter(trespass).map(show)).toEqual([]);
  });

  it('keep the contract of the HTTP API free of the app: its schemas import schemas and the domain only', () => {
    const contract = imports.filter(({ file }) => CONTRACT.files.test(file));
    expect(contract.length).toBeGreaterThan(5);
    const offenders = contract.filter(
      (item) =>
        item.specifier !== '@hono/zod-openapi' &&
        roomOf(item) !== 'domain' &&
        !CONTRACT.files.test(pathOf(item)),
    );
    expect(offenders.map(show)).toEqual([]);
  });

  it('keep Node out of workflows and domain', () => {
    const offenders = imports.filter(
      (item) =>
        NODE_FREE.includes(item.file.split('/')[0] as string) &&
        !item.typeOnly &&
        item.specifier.startsWith('node:'),
    );
    expect(offenders.map(show)).toEqual([]);
  });

  it('let the domain use no package but Zod', () => {
    const packages = imports.filter(
      (item) => item.file.startsWith('domain/') && !item.specifier.startsWith('.'),
    );
    expect(packages.filter((item) => item.specifier !== 'zod').map(show)).toEqual([]);
  });

  it('read the environment only in a composition root', () => {
    const readers = sources().filter(
      (file) => !isFree(file) && !file.startsWith('domain/settings') && readsEnvironment(file),
    );
    expect(readers).toEqual([]);
  });

  it('name the faults of the demonstration only where they belong', () => {
    const allowed = /^(app|fault-baselines|mock-api)\/|^suture\.config\.ts$|\.test\.tsx?$|\/fixtures\//;
    const names = /FAULT_(SQL_INJECTION_TEST|EXTERNAL_API_LATENCY|DB_TIMEOUT)|app\/faults\/(sql|api|db)/;
    const offenders = sources().filter(
      (file) => !allowed.test(file) && names.test(readFileSync(file, 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});
