import { alsoWithDashes, byScript, fromPlace, type Place, uses } from './place.ts';
import { runByNodemon } from './run-by-nodemon.ts';
import { below, type Finding, firstOf } from './source-tree.ts';

const START_SCRIPTS = [
  ...[
    'start:prod',
    'start:production',
    'serve:prod',
    'start',
    'serve',
    'server',
    'start:server',
    'start:api',
  ],
  ...['dev', 'start:dev', 'dev:server', 'server:dev', 'dev:api', 'dev:backend', 'develop'],
];
/** Where a program begins when no script says so, in the order in which people name it. */
const ENTRIES = [
  'server',
  'index',
  'app',
  'main',
  'src/server',
  'src/index',
  'src/main',
  'src/app',
  'bin/www',
];
const ENDINGS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', ''];

/**
 * Programs that start another one again and again, and their options up to it. What they would run is run once instead: in the
 * sandbox no file changes, and the end of the program has to be seen.
 */
const RESTARTERS: [RegExp, string][] = [
  [
    /\b(?:ts-node-dev|tsnd)\s+(?:(?!\S+\.[cm]?tsx?\b|-r\s|--require\s)\S+\s+)*((?:-r|--require)\s+\S+\s+)?(?:(?!\S+\.[cm]?tsx?\b)\S+\s+)*(?=\S+\.[cm]?tsx?\b)/g,
    'TS $1',
  ],
  [/\btsc-watch\s(?:.*?\s)?--onsuccess\s+(?:"([^"]+)"|'([^']+)').*$/gi, '$1$2'],
  [/\btsx\s+watch\s+/g, 'tsx '],
  [/\bnode(\s.*?)\s--watch(?:-path=\S+)?(?=\s)/g, 'node$1'],
  [/\bnode\s+--watch(?:-path=\S+)?(?=\s)/g, 'node'],
  [/\bpm2-runtime\s+(?:start\s+)?(?!\S+\.config\.)(?=\S+\.[cm]?js\b)/g, 'node '],
  [/\bpm2\s+start\s+(?:-\S+\s+)*(?!\S+\.config\.)(?=\S+\.[cm]?js\b)/g, 'node '],
  [/\bforever\s+(?:start\s+)?/g, 'node '],
  [/\bnest\s+start(?:\s+--\S+)*/g, 'node dist/main'],
];

/** How a service is started: by a script, else by the file at which programs begin. */
export function findStart(place: Place): Finding<string> | null {
  const { file, folder } = place;
  const script = byScript(place, START_SCRIPTS, () => true);
  if (script) {
    const own = serverOf(script.value);
    const once = startedOnce(ofNodemon(place, own), runnerOf(place));
    return { ...script, value: ofEcosystem(place, once) ?? once };
  }
  const main = file.main?.replace(/^\.\//, '');
  const names = [...(main ? [main] : []), ...ENTRIES].flatMap((name) => ENDINGS.map((end) => name + end));
  const path = firstOf(place.tree, folder, names);
  if (!path) return null;
  const entry = fromPlace(place, path);
  const runner = /\.[cm]?ts$/.test(entry) ? runnerOf(place) : 'node';
  const because = main && entry.startsWith(main) ? `"main" in ${file.path} names it` : `there is ${path}`;
  return { value: `${runner} ${entry}`, because };
}

/** How a person starts the service: `npm start`, where package.json has the script. */
export function startedByHand(place: Place): string {
  const { scripts } = place.file;
  const name = alsoWithDashes(START_SCRIPTS).find((each) => scripts[each]);
  if (scripts.start || !name) return scripts.start ? 'npm start' : (findStart(place)?.value ?? 'npm start');
  return `npm run ${name}`;
}

/** The same command without what watches and restarts. */
function startedOnce(command: string, runner: string): string {
  let once = runByNodemon(command);
  for (const [restarter, instead] of RESTARTERS) once = once.replace(restarter, instead);
  // A debugger listens on a port of its own.
  return once
    .replace(/\s--inspect(?:-\w+)?(?:=\S+)?(?=\s)/g, '')
    .replace(/\bTS (?=\S)/g, `${runner} `)
    .trim();
}

/** Commands that run beside one another, a text each. */
const BESIDE = /\bconcurrently\s+(?:-\S+\s+)*((?:(?:"[^"]*"|'[^']*')\s*)+).*$/;
const SERVES = /^(?:\w+=\S+\s+)*(?:node|nodemon|tsx|ts-node|ts-node-dev|tsnd|nest start)\b/;

/** Of commands that run beside one another the one that is the server: the others compile, or are the front end's. */
function serverOf(command: string): string {
  const [whole, given] = BESIDE.exec(command) ?? [];
  if (!whole || !given) return command;
  const texts = [...given.matchAll(/"([^"]*)"|'([^']*)'/g)].map(
    ([, double, single]) => double ?? single ?? '',
  );
  const servers = texts.filter((text) => SERVES.test(text.trim()));
  return servers.length === 1 ? command.replace(whole, servers[0]?.trim() ?? '') : command;
}

/** What nodemon starts by its own file, or by its part of package.json; the command itself where it names a program. */
function ofNodemon(place: Place, command: string): string {
  if (!/^nodemon(?:\s+-\S+)*$/.test(command)) return command;
  const options = read(place, 'nodemon.json') ?? read(place, 'package.json')?.nodemonConfig;
  const { exec, script } = (options ?? {}) as { exec?: unknown; script?: unknown };
  if (typeof exec === 'string') return exec;
  return typeof script === 'string' ? `${command} ${script}` : command;
}

function read({ tree, folder }: Place, name: string): Record<string, unknown> | null {
  try {
    return JSON.parse(tree.read(below(folder, name)) ?? 'null') as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

/** What pm2 reads to know what it starts: a file in which `script` names the program. */
const ECOSYSTEM =
  /\bpm2(?:-runtime)?\s+(?:start\s+)?(?:-\S+\s+)*(\S+\.(?:json|config\.[cm]?js|ya?ml))(?:\s+-\S+(?:[= ][^-\s&|;]\S*)?)*/;

/** What pm2 would start and start again, by its file; null where it is not started so. */
function ofEcosystem(place: Place, command: string): string | null {
  const [whole, file] = ECOSYSTEM.exec(command) ?? [];
  if (!whole || !file) return null;
  const text = place.tree.read(below(place.folder, file.replace(/^\.\//, ''))) ?? '';
  const program = /["']?\bscript["']?\s*:\s*["']?([^"'\s,]+)/.exec(text)?.[1];
  if (!program) return null;
  const runner = /\.[cm]?ts$/.test(program) ? runnerOf(place) : 'node';
  const started = /\.[cm]?[jt]s$/.test(program) ? `${runner} ${program.replace(/^\.\//, '')}` : program;
  return command.replace(whole, `${settingsIn(text)}${started}`);
}

/** The variables that pm2 sets by its file, before a command: `NODE_ENV=production `. The port is the sandbox's. */
function settingsIn(text: string): string {
  const own = /["']?\benv\b["']?\s*:\s*\{([^{}]*)\}/.exec(text)?.[1] ?? '';
  const pairs = [...own.matchAll(/["']?(\w+)["']?\s*:\s*["']?([\w.:/-]+)["']?\s*(?:,|$)/g)];
  return pairs.flatMap(([, name = '', value = '']) => (name === 'PORT' ? [] : `${name}=${value} `)).join('');
}

/** What runs a TypeScript file of this service: a package of its own, else Node itself. */
function runnerOf(place: Place): string {
  if (uses(place, 'tsx')) return 'tsx';
  if (uses(place, 'ts-node') || uses(place, 'ts-node-dev')) return 'ts-node';
  if (uses(place, '@swc-node/register')) return 'node -r @swc-node/register';
  if (uses(place, 'esbuild-register')) return 'node -r esbuild-register';
  return 'node';
}
