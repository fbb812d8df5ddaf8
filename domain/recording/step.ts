import { z } from 'zod';

/** Rows that a statement's record holds; the recorder keeps no more. */
const MOST_ROWS = 200;
/** PostgreSQL itself takes at most 65,535 parameters and 1,664 columns. */
const MOST_VALUES = 65_535;
const MOST_FIELDS = 1_664;
/** Longest statement or text of an answer, in characters. */
const TEXT = 512 * 1024;

const when = {
  /** Milliseconds since the request began. */
  at: z.number().default(0),
  /** Milliseconds until it was answered. */
  took: z.number().nonnegative().default(0),
};

const Headers = z.record(z.string(), z.string());

export const SqlStep = z.object({
  ...when,
  kind: z.literal('sql'),
  /** Absent: PostgreSQL. */
  database: z.literal('mysql').optional(),
  text: z.string().max(TEXT),
  /** Parameters, as the code gave them. */
  values: z.array(z.unknown()).max(MOST_VALUES).default([]),
  /** `SELECT`, `INSERT`, …; null when it failed. */
  command: z.string().max(100).nullable().default(null),
  rowCount: z.number().nullable().default(null),
  fields: z
    .array(
      z.object({
        name: z.string(),
        /** 0: computed, not a column. */
        tableID: z.number().default(0),
        columnID: z.number().default(0),
        dataTypeID: z.number().default(0),
      }),
    )
    .max(MOST_FIELDS)
    .default([]),
  rows: z.array(z.record(z.string(), z.unknown())).max(MOST_ROWS).default([]),
  /** The names behind the ids of `fields`, by table id. */
  tables: z
    .record(
      z.string(),
      z.object({
        schema: z.string(),
        name: z.string(),
        columns: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default({}),
  error: z
    // PostgreSQL's further fields, such as `constraint`, pass.
    .looseObject({ code: z.string().nullable().default(null), message: z.string() })
    .nullable()
    .default(null),
});
export type SqlStep = z.infer<typeof SqlStep>;

export const RedisStep = z.object({
  ...when,
  kind: z.literal('redis'),
  command: z.string().max(100),
  args: z.array(z.string()).default([]),
  reply: z.unknown().default(null),
  error: z.string().nullable().default(null),
});
export type RedisStep = z.infer<typeof RedisStep>;

export const HttpStep = z.object({
  ...when,
  kind: z.literal('http'),
  method: z.string().max(20),
  url: z.string().max(16_000),
  requestHeaders: Headers.default({}),
  requestBody: z.unknown().optional(),
  /** Null: there was no answer. */
  status: z.int().nullable().default(null),
  responseHeaders: Headers.default({}),
  responseBody: z.unknown().optional(),
  error: z.string().nullable().default(null),
});
export type HttpStep = z.infer<typeof HttpStep>;

/** What the code of a request asked outside of itself, and what it was answered. */
export const Step = z.discriminatedUnion('kind', [SqlStep, RedisStep, HttpStep]);
export type Step = z.infer<typeof Step>;
