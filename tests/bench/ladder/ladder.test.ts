import { expect, inject, it } from 'vitest';
import { SERVICES } from './services.ts';
import { isAsExpected } from './tried-service.ts';
import { tryServices } from './try-services.ts';

/** Of the table: one service with a database, two without. The rest is `npm run bench -- ladder`. */
const SAMPLE = ['second-answer', 'text-of-a-number', 'two-routes'];

it.concurrent.each(SAMPLE)(
  'proves right changes of %s and refuses those that hide its failure',
  async (name) => {
    const services = SERVICES.filter((service) => service.name === name);
    const around = { databaseUrl: inject('databaseUrl'), root: process.cwd() };
    const tried = await tryServices(services, around);
    const wrong = tried.filter((one) => !isAsExpected(one));
    expect(tried.length).toBeGreaterThan(3);
    expect(wrong.map(({ edit, verdict }) => `${edit.what}: ${verdict.summary}`)).toEqual([]);
  },
);
