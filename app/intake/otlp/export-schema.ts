import { z } from 'zod';

/** Hexadecimal digits, from the bytes of protobuf or the text of JSON. */
const id = z
  .union([z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString('hex')), z.string()])
  .transform((text) => text.toLowerCase())
  .catch('');
/** Nanoseconds since 1970, as milliseconds. */
const time = z
  .union([z.string(), z.number()])
  .transform((given) => Number(given) / 1e6)
  .nullish()
  .catch(null);
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(z.unknown())
    .transform((all) => all.flatMap((each) => item.safeParse(each).data ?? []))
    .nullish()
    .catch(null)
    .transform((all) => all ?? []);

const Value = z
  .object({
    stringValue: z.string(),
    intValue: z.union([z.string(), z.number()]),
    boolValue: z.boolean(),
    doubleValue: z.number(),
  })
  .partial()
  .transform(({ stringValue, intValue, boolValue, doubleValue }) =>
    String(stringValue ?? intValue ?? boolValue ?? doubleValue ?? ''),
  );
/** Attributes by name; lists and maps count as empty. */
const Attributes = list(z.object({ key: z.string(), value: Value.catch('') })).transform(
  (pairs): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
);
export type Attributes = z.infer<typeof Attributes>;
const Resource = z
  .object({ attributes: Attributes })
  .nullish()
  .catch(null)
  .transform((resource) => resource?.attributes ?? {});

const Span = z.object({
  traceId: id,
  spanId: id,
  kind: z.union([z.number(), z.string()]).nullish().catch(null),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes: Attributes,
  events: list(z.object({ name: z.string(), timeUnixNano: time, attributes: Attributes })),
});
export type Span = z.infer<typeof Span>;

const LogRecord = z.object({
  traceId: id,
  spanId: id,
  timeUnixNano: time,
  observedTimeUnixNano: time,
  severityNumber: z.number().nullish().catch(null),
  attributes: Attributes,
});
export type LogRecord = z.infer<typeof LogRecord>;

export const TraceExport = z.object({
  resourceSpans: list(z.object({ resource: Resource, scopeSpans: list(z.object({ spans: list(Span) })) })),
});
export const LogExport = z.object({
  resourceLogs: list(
    z.object({ resource: Resource, scopeLogs: list(z.object({ logRecords: list(LogRecord) })) }),
  ),
});
