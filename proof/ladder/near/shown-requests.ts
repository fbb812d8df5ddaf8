import { testFilesOf } from '../../own-test/test-files-of.ts';
import { readDocument } from '../conforms.ts';
import { examplesIn } from './document-examples.ts';
import type { Look } from './look.ts';
import type { NearRequest } from './near-requests.ts';
import { writtenInTests } from './written-in-tests.ts';

/** Requests that are made, at most. */
const MOST = 12;

/**
 * Requests that the tests of a service and its OpenAPI document show for the route that failed, where no good one is recorded: with
 * what else the failing one has, such as who asks.
 */
export async function shownRequests({ base, recording, request, recorded }: Look): Promise<NearRequest[]> {
  if (recorded.length > 0) return [];
  const document = await readDocument(base).catch(() => null);
  const all = [
    ...writtenInTests(testFilesOf(base).files, recording.route, request),
    ...(document === null ? [] : examplesIn(document, request)),
  ];
  const own = JSON.stringify(request);
  const distinct = new Map(all.map((one) => [JSON.stringify(one), one]));
  distinct.delete(own);
  return [...distinct.values()].slice(0, MOST).map((one) => ({ request: one, edge: false }));
}
