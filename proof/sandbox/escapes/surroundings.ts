import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { OwnerIds } from '../../../platform/sweep-output.ts';
import type { Surroundings } from './attempt.ts';

/**
 * A machine to attack: a worktree with packages and a repository, the files of others, servers.
 * @param owner who runs the proof, where that is not the user of this process
 */
export async function prepareSurroundings(
  owner: OwnerIds | null,
): Promise<Surroundings & { close(): Promise<void> }> {
  const root = await mkdtemp('/tmp/sandbox-escapes-');
  await chmod(root, 0o755);
  const elsewhere = await mkdtemp('/tmp/sandbox-escapes-');
  await chmod(elsewhere, 0o755);
  const at = (...names: string[]) => join(root, ...names);
  const folders = ['work/out/empty', 'work/.git/hooks', 'packages/one', 'other', 'state'];
  for (const path of folders) await mkdir(at(path), { recursive: true });
  const files = {
    'work/kept.txt': 'kept',
    'work/package.json': '{}',
    'work/.git/config': '',
    'packages/one/index.js': '',
    'other/kept.txt': 'other',
    'state/secret': 'secret',
  };
  for (const [path, text] of Object.entries(files)) await writeFile(at(path), text);
  await symlink(at('packages'), at('work/node_modules'));
  await chmod(at('state/secret'), 0o600);
  await chmod(at('state'), 0o700);
  const abstract = `sandbox-escapes-${process.pid}-${Date.now()}`;
  const servers: Server[] = [];
  for (const where of [
    { host: '127.0.0.1', port: 0 },
    { path: `\0${abstract}` },
    { path: join(elsewhere, 'socket'), writableAll: true },
  ]) {
    const server = createServer((socket) => socket.end()).listen(where);
    await once(server, 'listening');
    servers.push(server);
  }
  if (owner)
    for (const path of ['', ...folders, 'work', 'packages', 'work/out', 'work/.git', ...Object.keys(files)])
      await chown(at(path), owner.uid, owner.gid);
  const [tcp] = servers as [Server];
  const { port } = tcp.address() as AddressInfo;
  return {
    ...{
      folder: at('work'),
      output: at('work/out'),
      packages: at('packages'),
      other: at('other'),
      secret: at('state/secret'),
    },
    ...{ home: homedir(), worker: process.pid, port, abstract, socket: join(elsewhere, 'socket') },
    async close() {
      for (const server of servers) server.close();
      for (const folder of [root, elsewhere]) await rm(folder, { recursive: true, force: true });
    },
  };
}
