/** `npm run build`, `pnpm build`, `yarn run build -s`, `npm start`; arguments behind it stay, without npm's `--`. */
const RUNS =
  /\b(?:npm(?:\s+(?:--silent|-s))*\s+(?:run(?:-script)?\s+(?:(?:--silent|-s)\s+)*([\w:.-]+)|(start|test)\b)(?:\s+--(?=\s))?|(?:pnpm|yarn)(?:\s+(?:--silent|-s))*\s+(?:run\s+)?([\w:.-]+))/g;
/** `npx tsc`, `pnpm exec tsc`, `yarn tsc`: a program of the packages, which a script finds by its name. */
const PROGRAM =
  /\b(?:npx(?:\s+(?:--no-install|--no|--yes|-y))*|(?:npm|pnpm|yarn)\s+exec(?:\s+--(?=\s))?|yarn(?!\s+(?:add|cache|config|create|dlx|global|info|install|node|pack|plugin|publish|remove|run|set|up|upgrade|version|why|workspaces?)\b))\s+(?=[\w@][\w@/.-]*(?:\s|$))/g;
/** What stands behind a call of a script, up to the next command or what a shell reads itself. */
const BEHIND = /^(?:\s+(?!\d*[<>]|(?:npm|pnpm|yarn)\b)(?:"[^"]*"|'[^']*'|[^\s&|;()<>"']+)+)+/;
/** How deep scripts may call one another; more is a circle. */
const DEEPEST = 8;

/**
 * The command of a script as a shell runs it: with its `pre` and `post` scripts, and with what it calls by a package manager
 * written out, so that it runs where there is no package manager.
 * @param ran the name of the script
 * @returns null for an unknown script, or for scripts that call one another in a circle
 */
export function expandScript(scripts: Record<string, string>, ran: string): string | null {
  return expand(scripts, ran, '', 0);
}

/** @param given what the script is called with, which a package manager puts behind its text */
function expand(scripts: Record<string, string>, name: string, given: string, depth: number): string | null {
  if (depth > DEEPEST || !scripts[name]) return null;
  const steps: string[] = [];
  for (const step of [`pre${name}`, name, `post${name}`]) {
    const text = scripts[step];
    if (!text) continue;
    const written = step === name ? calledIn(scripts, text + given, depth) : calledIn(scripts, text, depth);
    if (written === null) return null;
    steps.push(written.replace(PROGRAM, '').trim());
  }
  return steps.join(' && ');
}

/** The text of a script with the scripts that it calls written out; null: they call one another in a circle. */
function calledIn(scripts: Record<string, string>, text: string, depth: number): string | null {
  let written = '';
  let rest = 0;
  for (const { 0: whole, 1: run, 2: short, 3: other, index } of text.matchAll(RUNS)) {
    const called = run ?? short ?? other ?? '';
    if (!scripts[called] || index < rest) continue;
    const end = index + whole.length;
    const [behind = ''] = BEHIND.exec(text.slice(end)) ?? [];
    const inner = expand(scripts, called, behind, depth + 1);
    if (inner === null) return null;
    written += text.slice(rest, index) + grouped(inner);
    rest = end + behind.length;
  }
  return written + text.slice(rest);
}

/** Several commands are put in brackets, so that what follows holds for all of them. */
function grouped(command: string): string {
  return /[;&|]/.test(command) ? `(${command})` : command;
}
