import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findShell } from '../../tests/support/shells.ts';
import { runLine } from '../testing/terminal.ts';

const CAPTURE = fileURLToPath(new URL('../testing/complete.zsh', import.meta.url));

const programs = {
  bash: await findShell('bash', process.env),
  zsh: await findShell('zsh', process.env),
  fish: await findShell('fish', process.env),
};
type Shell = keyof typeof programs;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suture-completion-'));
  for (const shell of Object.keys(programs)) {
    const { code, out } = await runLine('http://127.0.0.1:1', ['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(join(folder, shell), out);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell offers after Tab at the end of a line, in its order. */
const offers: Record<Shell, (line: string) => string[]> = {
  bash(line) {
    const ask = `source "$1"; read -ra COMP_WORDS <<<"$2"; [[ $2 == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _suture; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', ['--norc', '-c', ask, 'bash', join(folder, 'bash'), line]);
  },
  zsh(line) {
    const said = run('zsh', ['-f', CAPTURE, join(folder, 'zsh'), line]).join('\n');
    return [...said.matchAll(/hit:([^:]+):/g)].map((match) => match[1] as string);
  },
  fish(line) {
    const ask = `source ${join(folder, 'fish')}; complete -C '${line}'`;
    return run('fish', ['--no-config', '-c', ask]).map((offer) => offer.split('\t')[0] as string);
  },
};

function run(shell: Shell, args: string[]): string[] {
  const environment = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm' };
  const said = execFileSync(programs[shell] as string, args, {
    encoding: 'utf8',
    env: environment,
    timeout: 60_000,
  });
  return said.split('\n').filter(Boolean);
}

describe.each(Object.keys(programs) as Shell[])('completion in %s', (shell) => {
  const here = it.skipIf(programs[shell] === null);
  const sorted = (line: string) => offers[shell](line).sort();

  here('offers every command', async () => {
    const { out } = await runLine('http://127.0.0.1:1', ['--help']);
    const [, listed = ''] = out.split('Commands:');
    const names = [...(listed.split('Environment:')[0] ?? '').matchAll(/^ {2}([a-z]+) /gm)];
    expect(names.length).toBeGreaterThan(11);
    const offered = sorted('suture ').filter((word) => !word.startsWith('-'));
    expect(offered).toEqual(names.map((match) => match[1]).sort());
  });

  here('offers what begins so, after an option, too', () => {
    expect(sorted('suture re')).toEqual(['reject', 'reset', 'retry', 'revive']);
    expect(sorted('suture --json wat')).toEqual(['watch']);
  });

  here("offers a command's options, and no other's", () => {
    expect(sorted('suture incidents --')).toEqual(
      expect.arrayContaining(['--fault', '--json', '--limit', '--status']),
    );
    expect(sorted('suture watch --')).toEqual(['--json']);
    expect(sorted('suture reset --no')).toEqual(['--no-wait']);
  });

  here('offers what an option or an argument may be', () => {
    expect(sorted('suture incidents --status ')).toEqual(['detected', 'failed', 'in_progress', 'resolved']);
    expect(sorted('suture completion ').filter((word) => !word.startsWith('-'))).toEqual([
      'bash',
      'fish',
      'zsh',
    ]);
    expect(sorted('suture incidents --fault ')).toEqual([]);
  });
});
