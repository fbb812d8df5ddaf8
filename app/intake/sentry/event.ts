import { z } from 'zod';

/** Values and frames of one event that are read; an SDK sends fewer. */
const MOST_VALUES = 50;
const MOST_FRAMES = 250;

/** A field that is not as expected counts as absent: SDKs of many languages and versions send here. */
const text = z.string().nullish().catch(null);
const number = z.number().nullish().catch(null);
/** Maps, and lists of pairs, as the protocol allows both. */
const pairs = z
  .union([z.record(z.string(), z.unknown()), z.array(z.tuple([z.string(), z.unknown()]))])
  .transform((given) => (Array.isArray(given) ? given : Object.entries(given)))
  .nullish()
  .catch(null);
/** `{values: […]}`, or the bare list. */
const values = <Item extends z.ZodType>(item: Item) =>
  z
    .union([
      z.object({ values: z.array(z.unknown()) }).transform((given) => given.values),
      z.array(z.unknown()),
    ])
    .transform((list) => list.slice(-MOST_VALUES).flatMap((each) => item.safeParse(each).data ?? []))
    .nullish()
    .catch(null);

const Frame = z.object({
  filename: text,
  abs_path: text,
  module: text,
  function: text,
  lineno: number,
  colno: number,
});

const Exception = z.object({
  type: text,
  value: z.unknown().optional(),
  mechanism: z
    .object({ type: text, handled: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  stacktrace: z
    .object({
      frames: z
        .array(z.unknown())
        .transform((list) => list.slice(-MOST_FRAMES).flatMap((each) => Frame.safeParse(each).data ?? [])),
    })
    .nullish()
    .catch(null),
});
export type SentryException = z.infer<typeof Exception>;

/** https://develop.sentry.dev/sdk/foundations/transport/event-payloads/ */
export const SentryEvent = z.object({
  event_id: text,
  timestamp: z.union([z.string(), z.number()]).nullish().catch(null),
  level: text,
  platform: text,
  transaction: text,
  release: text,
  message: z
    .union([z.string(), z.object({ formatted: text, message: text })])
    .nullish()
    .catch(null),
  logentry: z.object({ formatted: text, message: text }).nullish().catch(null),
  exception: values(Exception),
  contexts: z
    .object({
      trace: z.object({ trace_id: text, span_id: text }).nullish().catch(null),
      response: z.object({ status_code: number }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  request: z
    .object({
      method: text,
      url: text,
      query_string: z.union([z.string(), pairs]).nullish().catch(null),
      data: z.unknown().optional(),
      cookies: z.union([z.string(), pairs]).nullish().catch(null),
      headers: pairs,
    })
    .nullish()
    .catch(null),
});
export type SentryEvent = z.infer<typeof SentryEvent>;
