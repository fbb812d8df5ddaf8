import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { ensureServiceDatabase } from '../../stack/servers/databases.ts';

/** A repository in which somebody works, with a service that knows nothing of Suture. */
export interface Loans {
  folder: string;
  git(...args: string[]): string;
  /** Declares the fault that the service has, and commits the definition. */
  declareFault(): void;
  /** Makes and fills the user's own database, and returns the variables by which the service finds it. */
  openDatabase(adminUrl: string): Promise<Record<string, string>>;
  /** What belongs to the user, to be compared: files, index, branches, settings, rows. */
  look(): Promise<Record<string, string>>;
}

const FAULT = `
policy: { watchSeconds: 1, cooldownSeconds: 0 }
faults:
  - code: NEGATIVE_OFFSET
    title: A negative offset ends in an error
    route: /books
    allowedFiles: [src/books.js]
    probe:
      request: { path: "/books?offset=-1" }
      expect: { status: 200 }
`;

export function openLoans(folder: string): Loans {
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    return execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8' }).trim();
  };
  mkdirSync(folder);
  cpSync('tests/fixtures/loans', folder, { recursive: true });
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.env\n');
  writeFileSync(join(folder, 'README.md'), 'Loans of books.\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Lend books');
  git('branch', 'other');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  let database = '';
  return {
    folder,
    git,
    declareFault() {
      appendFileSync(join(folder, 'suture.yaml'), FAULT);
      git('add', 'suture.yaml');
      git('commit', '--quiet', '--message=Declare a fault');
      // In the middle of something else: a change, a staged file, an untracked one, and one that git ignores.
      appendFileSync(join(folder, 'README.md'), 'Not finished.\n');
      writeFileSync(join(folder, 'staged.txt'), 'staged\n');
      git('add', 'staged.txt');
      writeFileSync(join(folder, 'notes.txt'), 'mine\n');
      writeFileSync(join(folder, '.env'), 'SECRET=mine\n');
    },
    async openDatabase(adminUrl) {
      database = await ensureServiceDatabase(adminUrl, 'loans', 'of-ann');
      await query(database, readFileSync(join(folder, 'migrations/001-books.sql'), 'utf8'));
      const { hostname, port, username, password, pathname } = new URL(database);
      return {
        ...{ DB_HOST: hostname, DB_PORT: port, DB_USER: username, DB_PASSWORD: password },
        DB_NAME: pathname.slice(1),
      };
    },
    async look() {
      const refs = git('for-each-ref', '--format=%(refname) %(objectname)').split('\n');
      return {
        ...filesIn(folder),
        ...filesIn(join(folder, '.git'), ['objects', 'refs', 'logs', 'packed-refs']),
        // Those of Suture's: the branches with fixes, and what it notes of them.
        refs: refs.filter((line) => !/^refs\/(heads\/)?suture\//.test(line)).join('\n'),
        rows: JSON.stringify(await query(database, CONTENT)),
      };
    },
  };
}

/** The tables of a database with all that is in them. */
const CONTENT = `select table_name, query_to_xml(format('table %I', table_name), true, false, '')::text as content
  from information_schema.tables where table_schema = 'public' order by table_name`;

async function query(connectionString: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** A digest of each file; links are not followed. */
function filesIn(folder: string, without = ['.git']): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const below = path.slice(folder.length + 1);
    if (!entry.isFile() || without.includes(below.split('/')[0] ?? '')) continue;
    found[path] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return found;
}
