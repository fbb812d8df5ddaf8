import type { RecordedRequest } from '../../../domain/recording.ts';
import type { MissLog } from './missed.ts';

/** How long a look may take, in milliseconds. */
export const LOOK_MS = 1_500;
/** Addresses that are looked at. */
const MOST_LOOKS = 4;
/** The address of the request itself, which may be another for each. */
export const OWN = 'itself';

interface Look {
  status: number;
  body: unknown;
}

interface Asks {
  ask(request: RecordedRequest, withinMs: number): Promise<Look | null>;
  missed: MissLog;
}

/** What addresses are answered with, by the address; `itself` is that of the request. */
export type Looks = Record<string, Look>;

/** Looks at what requests by GET show: at the address of a request that may change something, and at others. */
export async function lookAt(
  { ask, missed }: Asks,
  request: RecordedRequest,
  paths: string[],
): Promise<Looks> {
  const own = request.path.split('?')[0] ?? '/';
  const found: Looks = {};
  const all = [[OWN, own], ...paths.filter((path) => path !== own).map((path) => [path, path])];
  for (const [name = '', path = ''] of all.slice(0, MOST_LOOKS)) {
    const look = { ...request, method: 'GET', path, body: undefined };
    const answer = await ask(look, LOOK_MS);
    // What still works behind an earlier request may ask an upstream meanwhile.
    if (!answer && missed.saysNothingOf(look)) continue;
    found[name] = { status: answer?.status ?? 500, body: answer?.body };
  }
  return found;
}
