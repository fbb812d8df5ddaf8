import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { createService, lockOf } from '../../cli/testing/small-service.ts';
import { untilHealthy } from '../../platform/until-healthy.ts';
import { openLocal } from '../../stack/local/open-local.ts';
import { tryLocal } from '../../stack/local/try-local.ts';
import type { TryReport } from '../../stack/local/try-report.ts';
import { anyPort } from '../../stack/ports.ts';
import { type Figure, ratioFigure, timed } from './measure.ts';
import type { Surroundings } from './surroundings.ts';

/** What Suture may take more than the commands alone: the sandbox, the witnesses, the judgement. */
const MOST = 1.3;
/** Modules of the service: as many as a service of some age has. */
const MODULES = 300;
const BUILD = 'node_modules/.bin/esbuild src/server.ts --bundle --platform=node --outfile=dist/server.js';
const TYPES = 'node_modules/.bin/tsc --noEmit -p .';

/** A service whose `/notes` calls a method that has another name. */
function files(): Record<string, string | object> {
  const names = ['typescript', 'esbuild', '@types/node'];
  const modules = Array.from({ length: MODULES }, (_, at) => `part${at}`);
  const { packages } = lockOf(names) as { packages: Record<string, object> };
  return {
    'package.json': { name: 'shop', dependencies: Object.fromEntries(names.map((name) => [name, '*'])) },
    'package-lock.json': { ...lockOf(names), packages },
    'tsconfig.json': {
      compilerOptions: { module: 'nodenext', target: 'es2022', types: ['node'], strict: true },
    },
    'suture.yaml': {
      name: 'shop',
      build: BUILD,
      typecheck: TYPES,
      start: 'node dist/server.js',
      health: '/health',
      output: ['dist'],
    },
    '.gitignore': 'node_modules\ndist\n',
    ...Object.fromEntries(
      modules.map((name) => [
        `src/${name}.ts`,
        `import { createHash } from 'node:crypto';\nexport const ${name} = (text: string): string => createHash('sha256').update(text).digest('hex');\n`,
      ]),
    ),
    'src/server.ts': `import { createServer } from 'node:http';
${modules.map((name) => `import { ${name} } from './${name}.js';`).join('\n')}
const parts = [${modules.join(', ')}];
createServer((request, response) => {
  if (request.url === '/health') return response.end('ok');
  try {
    const note: any = parts.map((part) => part('a')).join('').slice(0, 8);
    response.end(JSON.stringify({ note: note.toUppercase() }));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(JSON.stringify({ error: 'internal error' }));
  }
}).listen(Number(process.env.PORT));
`,
  };
}

/** `suture try` from the commit to the proof, beside the same commands as a person types them. */
export async function benchTry({ root, environment, servers, say }: Surroundings): Promise<Figure[]> {
  const state = await mkdtemp(join(tmpdir(), 'suture-bench-'));
  const folder = createService(files());
  const signal = new AbortController().signal;
  const attempt = async (): Promise<TryReport> => {
    const local = await openLocal({
      ...{ folder, root, signal, say },
      environment: { ...environment, STATE_DIR: state, SUTURE_PROOF_DATABASE_URL: servers.databaseUrl },
      launcher: join(root, 'proof/sandbox/launcher.mjs'),
    });
    const requests = [
      {
        request: { method: 'GET', path: '/notes', headers: {} },
        expect: { status: 200, body: { note: 'CA978112' } },
      },
    ];
    const follower = { began: () => {}, at: () => {}, ended: () => {} };
    const options = {
      requests,
      fault: null,
      allow: ['src/server.ts'],
      model: null,
      logLines: [],
      recordings: [],
    };
    return tryLocal(local, options, follower, signal).finally(() => local.close());
  };
  try {
    // The first one installs the packages.
    await attempt();
    const report = await attempt();
    const fix = report.fix;
    if (!fix) throw new Error(`No fix was proven: ${report.refusal ?? report.outcome}.`);
    const hand = await byHand(folder, state, fix.diff, fix.verdicts[0]?.runs ?? 1);
    const suture = { ...report.ms };
    // A person who types has thought of the fix already.
    const { propose, ...commands } = suture;
    const sum = (steps: Record<string, number>) => Object.values(steps).reduce((all, ms) => all + ms, 0);
    say(`  suture try: ${described(suture)}`);
    say(`  by hand:    ${described(hand)}`);
    return [
      ratioFigure(
        'from the commit to the proof: `suture try` against the same commands by hand',
        sum(commands) / sum(hand),
        MOST,
        `${(sum(commands) / 1000).toFixed(1)} s, ${(sum(hand) / 1000).toFixed(1)} s by hand; the search for fixes ${(propose / 1000).toFixed(1)} s besides`,
      ),
    ];
  } finally {
    for (const place of [state, folder]) await rm(place, { recursive: true, force: true });
  }
}

function described(steps: Record<string, number>): string {
  return Object.entries(steps)
    .map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`)
    .join(', ');
}

/** The same commands, one after another, as a terminal runs them. */
async function byHand(
  repository: string,
  state: string,
  diff: string,
  runs: number,
): Promise<Record<string, number>> {
  const folder = join(state, 'by-hand');
  const run = (command: string, input = '') => execa('sh', ['-c', command], { cwd: folder, input });
  const request = async (times: number) => {
    const port = await anyPort();
    const service = spawn('node', ['dist/server.js'], {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
      stdio: 'ignore',
    });
    try {
      const until = AbortSignal.timeout(30_000);
      await untilHealthy(async () => {
        const { status } = await fetch(`http://127.0.0.1:${port}/health`, { signal: until });
        return status === 200 ? null : `status ${status}`;
      }, until);
      for (let time = 0; time < times; time += 1) await fetch(`http://127.0.0.1:${port}/notes`);
    } finally {
      service.kill();
    }
  };
  const [prepare] = await timed(async () => {
    await execa('git', ['clone', '--quiet', repository, folder]);
    await symlink(await installed(state), join(folder, 'node_modules'));
    await run(BUILD);
    await run(TYPES);
  });
  const [reproduce] = await timed(() => request(runs));
  const [prove] = await timed(async () => {
    await run('git apply -', diff);
    await run(TYPES);
    await run(BUILD);
    await request(runs);
  });
  return { prepare, reproduce, prove };
}

/** The packages that the try has installed. */
async function installed(state: string): Promise<string> {
  const { stdout } = await execa('find', [
    join(state, 'packages'),
    '-maxdepth',
    '3',
    '-name',
    'node_modules',
  ]);
  const [first = ''] = stdout.split('\n');
  await readFile(join(first, 'esbuild/package.json'));
  return first;
}
