import type { DatabaseLogin } from './scratch-databases.ts';

/** Paths of Unix sockets hold some 100 characters, so they cannot lie below the state folder. */
export const SOCKET_ROOT = '/tmp';

/**
 * The URL by which a program in the sandbox reaches a database: through the socket in this folder, and, where its driver knows
 * of hosts and ports only, by the way out of the sandbox. A URL without a host is refused by drivers that parse it as the web does.
 */
export function socketUrl({ user, password, name }: DatabaseLogin, folder: string): string {
  return `postgres://${user}:${password}@localhost:5432/${name}?host=${folder}`;
}
