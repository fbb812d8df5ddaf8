import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../../domain/ports/delivery.ts';

/** A pipeline with a service behind it, as the contract drives it. */
export interface DeliveryWorld {
  delivery: Delivery;
  /** Pushes a commit that the pipeline releases, and returns it. */
  pushGood(): Promise<string>;
  /** Pushes a commit that the pipeline refuses, and returns it. */
  pushBad(): Promise<string>;
  /** Sends a request of a user to the running service. */
  request(path: string): Promise<void>;
  /** Makes service and pipeline unreachable. */
  disappear(): Promise<void>;
  close(): Promise<void>;
}

/** What every adapter of the port must do. `make` is called once; the cases build on each other. */
export function describeDelivery(name: string, make: () => Promise<DeliveryWorld>): void {
  describe(`delivery: ${name}`, () => {
    let world: DeliveryWorld;
    let good: string;
    beforeAll(async () => {
      world = await make();
    });
    afterAll(() => world.close());

    const until = (status: string, commit: string) =>
      vi.waitFor(
        async () => {
          const outcome = await world.delivery.outcome(commit);
          expect(outcome.status).toBe(status);
          return outcome;
        },
        { timeout: 60_000, interval: 50 },
      );

    it('reports a commit that went live, and where its run can be read', async () => {
      good = await world.pushGood();
      const outcome = await until('success', good);
      expect(outcome.runUrl).toMatch(/^https?:\/\//);
      expect(await world.delivery.liveBuild()).toBe(good);
    });

    it('reports how many requests of a route each release answered, or that nothing counts them', async () => {
      const before = new Date();
      const none = await world.delivery.served('/up/:what', before);
      expect(none ?? {}).toEqual({});
      await world.request('/up/build');
      if (none !== null) {
        await vi.waitFor(
          async () => expect(await world.delivery.served('/up/:what', before)).toEqual({ [good]: 1 }),
          30_000,
        );
      }
      expect(await world.delivery.served('/up/:what', new Date(0))).toBeNull();
    });

    it('reports a commit that went live with a later one', async () => {
      const later = await world.pushGood();
      await until('success', later);
      expect((await world.delivery.outcome(good)).status).toBe('success');
      good = later;
    });

    it('reports an unknown outcome for a commit that does not exist', async () => {
      expect((await world.delivery.outcome('0'.repeat(40))).status).toBe('unknown');
      expect((await world.delivery.outcome('no commit')).status).toBe('unknown');
    });

    it('reports why a commit was refused, and that the earlier one stays live', async () => {
      const bad = await world.pushBad();
      const outcome = await until('failure', bad);
      expect(outcome.detail).not.toBe('');
      expect(await world.delivery.liveBuild()).toBe(good);
    });

    it('reports an unknown outcome when no server answers', async () => {
      await world.disappear();
      expect(await world.delivery.liveBuild()).toBeNull();
      expect(await world.delivery.served('/up', new Date())).toBeNull();
      expect((await world.delivery.outcome(good)).status).toBe('unknown');
    });
  });
}
