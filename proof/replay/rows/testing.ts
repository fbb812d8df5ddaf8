import pg from 'pg';
import { createScratchDatabases, type ScratchDatabase } from '../../database/scratch-databases.ts';
import { createLease } from '../../lease.ts';
import { readRows } from '../read-rows.ts';
import { fieldRecording } from '../testing.ts';

type Login = Pick<ScratchDatabase, 'name' | 'user' | 'password' | 'server'>;

async function query({ name, user, password, server }: Login, text: string) {
  const client = new pg.Client({ ...server, user, password, database: name });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Copies of a database with some tables, into which recorded rows are placed. */
export async function openPlacing(databaseUrl: string, tables: string) {
  const databases = createScratchDatabases(databaseUrl, createLease());
  const template = await databases.createTemplate();
  await query(template, tables);
  await template.seal();
  return {
    /** What a copy answers to a query once the rows of these statements were placed. */
    async placed(steps: Record<string, unknown>[], text: string) {
      const scratch = await template.copy();
      try {
        const read = readRows(fieldRecording({ steps: steps.map((step) => ({ kind: 'sql', ...step })) }));
        const missing = [...read.missing, ...(await scratch.place(read))];
        return { missing, rows: await query(scratch, text) };
      } finally {
        scratch.drop();
      }
    },
    async close() {
      template.drop();
      await databases.close();
    },
  };
}
