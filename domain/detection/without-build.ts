/** A command that builds first: what it needs is built by then, and it may not write beside itself. */
export function withoutBuild(command: string, build: string | null): string {
  const inner = unwrapped(command);
  const first = [build, `(${build})`].find((each) => build !== null && inner.startsWith(`${each} && `));
  return first ? inner.slice(first.length + ' && '.length) : command;
}

/** What stands between brackets that hold the whole command. */
function unwrapped(command: string): string {
  if (!command.startsWith('(') || !command.endsWith(')')) return command;
  let depth = 0;
  for (const [at, sign] of [...command].entries()) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (depth === 0 && at < command.length - 1) return command;
  }
  return command.slice(1, -1);
}
