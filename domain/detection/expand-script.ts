/** `npm run build`, `pnpm build`, `yarn run build -s`, `npm start`; arguments behind it stay, without npm's `--`. */
const RUNS =
  /\b(?:npm(?:\s+(?:--silent|-s))*\s+(?:run(?:-script)?\s+(?:(?:--silent|-s)\s+)*([\w:.-]+)|(start|test)\b)(?:\s+--(?=\s))?|(?:pnpm|yarn)(?:\s+(?:--silent|-s))*\s+(?:run\s+)?([\w:.-]+))/g;
/** `npx tsc`, `pnpm exec tsc`, `yarn tsc`: a program of the packages, which a script finds by its name. */
const PROGRAM =
  /\b(?:npx(?:\s+(?:--no-install|--no|--yes|-y))*|(?:npm|pnpm|yarn)\s+exec(?:\s+--(?=\s))?|yarn(?!\s+(?:add|cache|config|create|dlx|global|info|install|node|pack|plugin|publish|remove|run|set|up|upgrade|version|why|workspaces?)\b))\s+(?=[\w@][\w@/.-]*(?:\s|$))/g;
/** How deep scripts may call one another; more is a circle. */
const DEEPEST = 8;

/**
 * The command of a script as a shell runs it: with its `pre` and `post` scripts, and with what it calls by a package manager
 * written out, so that it runs where there is no package manager.
 * @param ran the name of the script
 * @returns null for an unknown script, or for scripts that call one another in a circle
 */
export function expandScript(scripts: Record<string, string>, ran: string): string | null {
  return expand(scripts, ran, 0);
}

function expand(scripts: Record<string, string>, name: string, depth: number): string | null {
  if (depth > DEEPEST || !scripts[name]) return null;
  const steps: string[] = [];
  for (const step of [`pre${name}`, name, `post${name}`]) {
    const text = scripts[step];
    if (!text) continue;
    let circle = false;
    const written = text.replace(RUNS, (whole, run?: string, short?: string, other?: string) => {
      const called = run ?? short ?? other ?? '';
      if (!scripts[called]) return whole;
      const inner = expand(scripts, called, depth + 1);
      if (inner === null) circle = true;
      return inner === null ? whole : grouped(inner);
    });
    if (circle) return null;
    steps.push(written.replace(PROGRAM, '').trim());
  }
  return steps.join(' && ');
}

/** Several commands are put in brackets, so that what follows holds for all of them. */
function grouped(command: string): string {
  return /[;&|]/.test(command) ? `(${command})` : command;
}
