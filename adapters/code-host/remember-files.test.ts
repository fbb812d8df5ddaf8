import { expect, it } from 'vitest';
import { SutureError } from '../../domain/errors.ts';
import type { CodeHost } from '../../domain/ports/code-host.ts';
import { rememberFiles } from './remember-files.ts';

/** A host of which only `readFiles` is asked. */
function hostWith(files: Record<string, string>) {
  const asked: string[][] = [];
  const readFiles: CodeHost['readFiles'] = async (commit, paths) => {
    asked.push(paths);
    if (commit === 'absent') throw new SutureError('unknown_commit', 'There is no such commit.');
    return Object.fromEntries(
      paths.flatMap((path) => (path in files ? [[path, files[path] as string]] : [])),
    );
  };
  return { asked, host: { readFiles } as CodeHost };
}

it('reads each file of a commit once, and remembers which files do not exist', async () => {
  const { asked, host } = hostWith({ 'a.ts': 'a', 'b.ts': '' });
  const remembering = rememberFiles(host);
  expect(await remembering.readFiles('one', ['a.ts', 'absent.ts'])).toEqual({ 'a.ts': 'a' });
  expect(await remembering.readFiles('one', ['a.ts', 'absent.ts', 'b.ts'])).toEqual({
    'a.ts': 'a',
    'b.ts': '',
  });
  expect(await remembering.readFiles('one', ['b.ts', 'a.ts'])).toEqual({ 'a.ts': 'a', 'b.ts': '' });
  expect(await remembering.readFiles('two', ['a.ts'])).toEqual({ 'a.ts': 'a' });
  expect(asked).toEqual([['a.ts', 'absent.ts'], ['b.ts'], ['a.ts']]);
});

it('asks again after an error, and whenever no path is given', async () => {
  const { asked, host } = hostWith({});
  const remembering = rememberFiles(host);
  for (const paths of [['a.ts'], ['a.ts'], [], []]) {
    await expect(remembering.readFiles('absent', paths)).rejects.toMatchObject({ type: 'unknown_commit' });
  }
  expect(asked).toHaveLength(4);
});

it('drops the files that were read longest ago once there are too many', async () => {
  const { asked, host } = hostWith({
    'a.ts': 'x'.repeat(40),
    'b.ts': 'x'.repeat(40),
    'c.ts': 'x'.repeat(40),
  });
  const remembering = rememberFiles(host, 110);
  for (const path of ['a.ts', 'b.ts', 'a.ts', 'c.ts', 'a.ts', 'b.ts'])
    await remembering.readFiles('one', [path]);
  expect(asked.flat()).toEqual(['a.ts', 'b.ts', 'c.ts', 'b.ts']);
});
