import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scratchFolders } from './scratch-folders.ts';

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

  it('are those for logs and uploads that .gitignore names and the commit does not have', () => {
    write('.gitignore', 'node_modules\ndist/\n/logs/\nuploads/*\n*.log\ntmp\n.env\n!log/.gitkeep\n');
    write('tmp/kept.txt');
    expect(scratchFolders(folder, '', []).sort()).toEqual(['logs', 'uploads']);
  });

  it('lie below the folder of the service, and are not what its build writes', () => {
    write('apps/shop/.gitignore', 'logs\n');
    write('apps/shop/dist/.gitkeep');
    write('logs/.gitkeep');
    expect(scratchFolders(folder, 'apps/shop', ['apps/shop/dist'])).toEqual(['apps/shop/logs']);
  });
});
