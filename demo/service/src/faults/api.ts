import { UpstreamError } from '../upstream-error.ts';

/** Asks the upstream for its value. */
export async function testFaultExternalApi({ baseUrl }: { baseUrl: string }): Promise<{ value: number }> {
  const response = await fetch(`${baseUrl}/data`, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) {
    throw new UpstreamError('upstream_failure', `The upstream answered ${response.status}`);
  }
  const body = (await response.json()) as { value?: unknown } | null;
  if (typeof body?.value !== 'number') {
    throw new UpstreamError('wrong_data', 'The upstream answered a value that is not a number');
  }
  return { value: body.value };
}
