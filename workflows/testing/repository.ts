import { randomBytes, randomInt } from 'node:crypto';
import { execa } from 'execa';
import pg from 'pg';
import type { CodeHost } from '../../domain/ports/code-host.ts';

/** Makes a bare repository with one commit, in as few processes as git allows: there is one for each test. */
export async function makeOrigin(origin: string, files: Record<string, string>): Promise<string> {
  await execa('git', ['init', '--quiet', '--bare', '-b', 'main', origin]);
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const input = [
    'commit refs/heads/main\n',
    'committer Test <test@localhost> 1700000000 +0000\n',
    data('First'),
    ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join('');
  await execa('git', ['-C', origin, 'fast-import', '--quiet'], { input });
  return headOf(origin);
}

export async function headOf(origin: string): Promise<string> {
  return (await execa('git', ['-C', origin, 'rev-parse', 'main'])).stdout;
}

/** Subjects on the branch, newest first. */
export async function subjectsOf(origin: string, revision = 'main'): Promise<string[]> {
  return (await execa('git', ['-C', origin, 'log', '--format=%s', revision])).stdout.split('\n');
}

export async function filesChangedBy(origin: string, commit: string): Promise<string[]> {
  const { stdout } = await execa('git', ['-C', origin, 'show', '--format=', '--name-only', commit]);
  return stdout.split('\n');
}

/** Another person commits on the branch. */
export async function commitFiles(git: CodeHost, files: Record<string, string>): Promise<string> {
  const parent = await git.head('main');
  const edits = Object.entries(files).map(([path, content]) => ({ path, content }));
  const idempotencyKey = randomBytes(4).toString('hex');
  const message = `Work\n\nSuture-Key: ${idempotencyKey}\n`;
  return (await git.push({ branch: 'main', parent, edits, message, idempotencyKey })).commit;
}

/** Another person puts a symbolic link on the branch. */
export async function commitLink(origin: string, path: string, target: string): Promise<void> {
  const data = `data ${Buffer.byteLength(target)}\n${target}\n`;
  const input = `commit refs/heads/main\ncommitter Test <test@localhost> 1700000000 +0000\ndata 4\nLink\nfrom refs/heads/main^0\nM 120000 inline ${path}\n${data}`;
  await execa('git', ['-C', origin, 'fast-import', '--quiet'], { input });
}

/** Where a database counts from. Workflow ids are made from such numbers, and other tests use the same Temporal. */
export function draw(): number {
  return randomInt(10_000, 2_000_000_000);
}

export async function setSequences(url: string, numbers: number[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [index, sequence] of ['incident_number', 'reset_number'].entries()) {
    await client.query(`alter sequence ${sequence} restart with ${numbers[index]}`);
  }
  await client.end();
}
