import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeFolder, scratchFolders } from './scratch-folders.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scratch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text = ''): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('the folders in which a service keeps what is not of its commit', () => {
  it('are those that the commit only holds open', () => {
    write('log/.gitkeep');
    write('src/public/uploads/.gitignore', '*');
    write('src/index.ts');
    write('src/empty-by-name/.gitkeep');
    write('src/empty-by-name/more.ts');
    expect(scratchFolders(folder, '', []).sort()).toEqual(['log', 'src/public/uploads']);
  });

  it('are those in which the commit has nothing but logs', () => {
    for (const path of [
      'logs/app.log',
      'logs/app.log.1',
      'logs/.gitkeep',
      'data/a.log',
      'data/a.json',
      '.log/x.txt',
    ]) {
      write(path);
    }
    expect(scratchFolders(folder, '', [])).toEqual(['logs']);
  });

  it('are those for logs and uploads that .gitignore names and the commit does not have', () => {
    write(
      '.gitignore',
      'node_modules\ndist/\n/logs/\nuploads/*\nsrc/api/uploads/file\nsrc/secrets/file\n*.log\ntmp\n.env\n!log/.gitkeep\n',
    );
    write('tmp/kept.txt');
    expect(scratchFolders(folder, '', []).sort()).toEqual(['logs', 'src/api/uploads/file', 'uploads']);
  });

  it('lie below the folder of the service, and are not what its build writes', () => {
    write('apps/shop/.gitignore', 'logs\n');
    write('apps/shop/dist/.gitkeep');
    write('logs/.gitkeep');
    expect(scratchFolders(folder, 'apps/shop', ['apps/shop/dist'])).toEqual(['apps/shop/logs']);
  });
});

describe('the folder that a service makes beside itself', () => {
  const made = (written: string, given: string[] = []) =>
    madeFolder(`Error: ENOENT: no such file or directory, mkdir '${written}'\n    at Object.mkdirSync`, {
      ...{ folder, root: 'api', given },
    });

  it.each([
    ['files/images', 'api/files/images'],
    ['../shared/kept', 'shared/kept'],
  ])('is named by its words: %s', (written, expected) => {
    expect(made(written)).toBe(expected);
    expect(made(join(folder, 'api', written))).toBe(expected);
    expect(made(written, [expected])).toBe(expected);
  });

  it('stays away outside, where the commit has it, and where there are many', () => {
    write('api/src/index.ts');
    expect(['../../files', '/var/files', 'src', '.'].map((path) => made(path))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(made('files', 'abcdefgh'.split(''))).toBeNull();
  });
});
