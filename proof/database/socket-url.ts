import type { DatabaseLogin } from './scratch-databases.ts';

/** Paths of Unix sockets hold some 100 characters, so they cannot lie below the state folder. */
export const SOCKET_ROOT = '/tmp';

/** The URL by which a program in the sandbox reaches a database through a socket in this folder. */
export function socketUrl({ user, password, name }: DatabaseLogin, folder: string): string {
  return `postgres://${user}:${password}@/${name}?host=${folder}`;
}
