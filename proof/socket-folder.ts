import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SOCKET_ROOT } from './database/socket-url.ts';
import type { Tools } from './tools.ts';

/**
 * Creates a folder for the sockets that lead out of a sandbox. Only the program inside and Suture can enter it.
 * @returns its absolute path
 */
export async function makeSocketFolder({ lease, sandbox }: Tools, kind: string): Promise<string> {
  const folder = join(SOCKET_ROOT, lease.name(kind));
  await mkdir(folder, { mode: 0o700 });
  if (sandbox.user) await chown(folder, sandbox.user.uid, sandbox.user.gid);
  return folder;
}
