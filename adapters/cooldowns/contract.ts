import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cooldowns } from '../../domain/ports/cooldowns.ts';

/** What every adapter of the port must do. `make` is called once; services are named afresh, so state may be shared. */
export function describeCooldowns(
  name: string,
  make: () => Promise<{ cooldowns: Cooldowns; close(): Promise<void> }>,
): void {
  describe(`cooldowns: ${name}`, () => {
    let cooldowns: Cooldowns;
    let close: () => Promise<void>;
    const fresh = () => `shop-${randomUUID()}`;

    beforeAll(async () => {
      ({ cooldowns, close } = await make());
    });
    afterAll(() => close());

    it('has no cooldown to begin with', async () => {
      expect(await cooldowns.remaining(fresh(), 'FAULT_ONE')).toBeNull();
    });

    it('starts one, and returns the time that remains', async () => {
      const service = fresh();
      expect(await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0001', 60)).toBe(true);
      const left = await cooldowns.remaining(service, 'FAULT_ONE');
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
      expect(await cooldowns.remaining(service, 'FAULT_TWO')).toBeNull();
    });

    it('gives the holder that repeats its step the same answer, and every other holder a no', async () => {
      const service = fresh();
      await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0001', 60);
      expect(await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0001', 600)).toBe(true);
      expect(await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0002', 60)).toBe(false);
      // The repeated step did not prolong it.
      expect(await cooldowns.remaining(service, 'FAULT_ONE')).toBeLessThanOrEqual(60_000);
    });

    it('lets one of many holders start at the same time', async () => {
      const service = fresh();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          cooldowns.start(service, 'FAULT_ONE', `LIVE-${1_000 + index}`, 60),
        ),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('ends by itself', async () => {
      const service = fresh();
      await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0001', 0.05);
      await vi.waitFor(
        async () => expect(await cooldowns.remaining(service, 'FAULT_ONE')).toBeNull(),
        30_000,
      );
      expect(await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0002', 60)).toBe(true);
    });

    it('takes a cooldown of no length as none', async () => {
      const service = fresh();
      expect(await cooldowns.start(service, 'FAULT_ONE', 'LIVE-0001', 0)).toBe(true);
      expect(await cooldowns.remaining(service, 'FAULT_ONE')).toBeNull();
    });

    it('clears those of one service, and returns their number', async () => {
      const [service, other] = [fresh(), fresh()];
      for (let index = 0; index < 7; index += 1) {
        await cooldowns.start(service, `FAULT_${index}`, 'LIVE-0001', 60);
      }
      await cooldowns.start(other, 'FAULT_ONE', 'LIVE-0001', 60);
      expect(await cooldowns.clear(service)).toBe(7);
      expect(await cooldowns.clear(service)).toBe(0);
      expect(await cooldowns.remaining(service, 'FAULT_3')).toBeNull();
      expect(await cooldowns.remaining(other, 'FAULT_ONE')).not.toBeNull();
      expect(await cooldowns.start(service, 'FAULT_3', 'LIVE-0002', 60)).toBe(true);
    });
  });
}
