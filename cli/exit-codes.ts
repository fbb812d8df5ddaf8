import { SutureError } from '../domain/errors.ts';

/** The exit codes; `docs/cli.md` lists them. */
export const EXIT = {
  ok: 0,
  /** The server refused or failed, or what was asked for did not come true. */
  failed: 1,
  usage: 2,
  /** Nothing answers at the address. */
  unreachable: 3,
  /** No such incident, reset or fault. */
  notFound: 4,
  /** The token is missing or wrong. */
  forbidden: 5,
  /** Not possible where the incident is now. */
  conflict: 6,
  /** `try`: no request fails, though it was said what would be right. */
  notFailing: 7,
  interrupted: 130,
} as const;

/** The exit code of an error, by the status that the server answered, or by its type where none did. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof SutureError)) return EXIT.failed;
  if (error.type === 'unreachable') return EXIT.unreachable;
  if (error.type === 'usage') return EXIT.usage;
  if (error.type === 'interrupted') return EXIT.interrupted;
  switch (error.details.status) {
    case 400:
      return EXIT.usage;
    case 401:
    case 403:
      return EXIT.forbidden;
    case 404:
      return EXIT.notFound;
    case 409:
      return EXIT.conflict;
    default:
      return EXIT.failed;
  }
}

/** Nothing answers, or what stands before the app does: it may be back in a moment. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof SutureError && (error.type === 'unreachable' || Number(error.details.status) >= 502)
  );
}
