import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createLease } from '../lease.ts';
import { runSqlFiles } from './run-sql-files.ts';
import { createScratchDatabases, type DatabaseTemplate, type ScratchDatabases } from './scratch-databases.ts';

let folder: string;
let databases: ScratchDatabases;
let template: DatabaseTemplate;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sql-'));
  databases = createScratchDatabases(inject('databaseUrl'), createLease());
  template = await databases.createTemplate();
});
afterEach(async () => {
  template.drop();
  await databases.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** The tables that the files made, with their columns. */
async function tablesAfter(...paths: string[]) {
  await runSqlFiles(folder, paths, template);
  await template.seal();
  const copy = await template.copy();
  const schema = await copy.schema();
  copy.drop();
  return schema;
}

describe('SQL files', () => {
  it('run in their order, those of a folder by the numbers in their names, without what undoes them', async () => {
    await write('db/2_columns.sql', 'alter table shelves add column width int;');
    await write('db/10_more.sql', 'alter table shelves add column depth int; create table b (c int);');
    await write('db/2_columns.down.sql', 'drop table shelves;');
    await write('first.sql', '\\connect shop\n\\set ON_ERROR_STOP on\ncreate table shelves (id int);');
    expect(await tablesAfter('first.sql', 'db')).toEqual([
      { table: 'b', columns: ['c'] },
      { table: 'shelves', columns: ['id', 'width', 'depth'] },
    ]);
  });

  it.each([
    ['dbmate', '-- migrate:up\ncreate table a (id int);\n-- migrate:down transaction:false\ndrop table a;'],
    ['goose', '-- +goose Up\ncreate table a (id int);\n\n-- +goose Down\ndrop table a;'],
    ['node-pg-migrate', '-- Up Migration\ncreate table a (id int);\n-- Down Migration\ndrop table a;'],
    ['no tool', 'create table if not exists a (id int);\n\ndrop table a;'],
    [
      'a person who runs parts of it',
      'create table a (id int primary key); create table "b" (id int references a); drop table a; drop table public.b; insert into a values (1);',
    ],
  ])('keep what they make where the way back is in the same file, by %s', async (_, text) => {
    await write('all.sql', text);
    expect((await tablesAfter('all.sql'))[0]).toEqual({ table: 'a', columns: ['id'] });
  });

  it('drop what is there for a while, and what another file made', async () => {
    await write('1.sql', 'create table old (id int);');
    await write(
      '2.sql',
      'create table new (id int); create table spare (id int); drop table spare; drop table old; create table old (name text);',
    );
    expect(await tablesAfter('1.sql', '2.sql')).toEqual([
      { table: 'new', columns: ['id'] },
      { table: 'old', columns: ['name'] },
    ]);
  });

  it.each([
    ['a statement fails', 'a.sql', 'a.sql: relation "nothing" does not exist'],
    ['a file is not there', 'b.sql', 'b.sql: the commit has no such file'],
    ['a folder holds none', 'empty', 'empty: the folder holds no .sql file'],
    ['a link leads out', 'out.sql', 'out.sql: it is a link that leads out of the repository'],
  ])('are refused where %s', async (_, path, message) => {
    await write('a.sql', 'select * from nothing;');
    await write('empty/README.md', '');
    await symlink('/etc/passwd', join(folder, 'out.sql'));
    await expect(runSqlFiles(folder, [path], template)).rejects.toMatchObject({
      type: 'base_not_buildable',
      message: expect.stringContaining(message),
    });
  });

  it('may do nothing that the role of the service may not', async () => {
    await write('a.sql', "copy (select 1) to program 'true';");
    await expect(runSqlFiles(folder, ['a.sql'], template)).rejects.toThrow('permission denied');
  });
});
