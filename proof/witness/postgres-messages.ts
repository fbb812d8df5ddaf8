/** One message of the frontend/backend protocol, version 3. `type` is empty for the first ones of a frontend. */
export interface PgMessage {
  type: string;
  /** Its beginning, where it is long. */
  body: Buffer;
  /** Of the whole body, in bytes. */
  length: number;
  /** True when `body` is not all of it. */
  cut: boolean;
}

/** Version 3.0. */
export const PROTOCOL = 196_608;
export const CANCEL_REQUEST = 80_877_102;
export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;

/** PostgreSQL's own bound on a message is 1 GiB. */
const LONGEST = 1024 * 1024 * 1024;
/** What is kept of a message's body, in bytes; the rest passes. A service's own statements are far shorter. */
const KEPT = 256 * 1024;
/** Columns of a row that are read, and characters of each. */
const MOST_COLUMNS = 100;
const LONGEST_VALUE = 300;
/** The start-up messages have no type; the server itself takes none that is longer, in bytes. */
const LONGEST_STARTUP = 10_000;

/**
 * Cuts a byte stream into messages, however it is split into packets, and holds no more of one than is read.
 * @param options.untyped true at the start of a frontend's stream, whose first messages have no type byte
 * @param options.wanted the types whose bodies are read; absent: all
 */
export function createMessageReader({
  untyped = false,
  wanted,
}: {
  untyped?: boolean;
  wanted?: string;
} = {}): {
  push(chunk: Buffer): PgMessage[];
  /** Call once the start-up message has been read: all further ones have a type. */
  typed(): void;
  /** What came behind the last message. */
  unread(): Buffer;
} {
  let header = untyped ? 0 : 1;
  let rest: Buffer = Buffer.alloc(0);
  /** The message under way: what is kept of it, and how many bytes of its body are still to come. */
  let open: { type: string; kept: Buffer[]; size: number; length: number; missing: number } | null = null;

  function begin(): boolean {
    if (rest.length < header + 4) return false;
    const length = rest.readInt32BE(header) - 4;
    const most = header === 0 ? LONGEST_STARTUP : LONGEST;
    if (length < 0 || length > most) throw new Error('not the PostgreSQL protocol');
    const type = header ? String.fromCharCode(rest[0] as number) : '';
    open = { type, kept: [], size: 0, length, missing: length };
    rest = rest.subarray(header + 4);
    return true;
  }

  return {
    typed() {
      header = 1;
    },
    unread: () => Buffer.from(rest),
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const messages: PgMessage[] = [];
      while (open || begin()) {
        if (!open) break;
        const part = rest.subarray(0, open.missing);
        rest = rest.subarray(part.length);
        open.missing -= part.length;
        const room = wanted === undefined || wanted.includes(open.type) ? KEPT - open.size : 0;
        if (room > 0 && part.length > 0) open.kept.push(part.subarray(0, room));
        open.size += Math.min(Math.max(0, room), part.length);
        if (open.missing > 0) break;
        const body = Buffer.concat(open.kept);
        messages.push({ type: open.type, body, length: open.length, cut: body.length < open.length });
        open = null;
        // What follows an untyped message depends on what it was, so the caller decides.
        if (header === 0) break;
      }
      // A part of a long packet would keep all of it.
      if (rest.length > 0 && rest.buffer.byteLength > 2 * rest.length) rest = Buffer.from(rest);
      return messages;
    },
  };
}

/** A walk over the fields of a message's body. */
export function createCursor(body: Buffer): {
  text(): string;
  int16(): number;
  int32(): number;
  bytes(length: number): Buffer;
  byte(): number;
} {
  let at = 0;
  return {
    text() {
      const end = body.indexOf(0, at);
      const value = body.toString('utf8', at, end < 0 ? body.length : end);
      at = end < 0 ? body.length : end + 1;
      return value;
    },
    int16() {
      at += 2;
      return at <= body.length ? body.readInt16BE(at - 2) : 0;
    },
    int32() {
      at += 4;
      return at <= body.length ? body.readInt32BE(at - 4) : 0;
    },
    bytes(length) {
      at += length;
      return body.subarray(at - length, at);
    },
    byte() {
      at += 1;
      return body[at - 1] ?? 0;
    },
  };
}

/** An error as the server reports it, by PostgreSQL's field letters. */
export interface PgError {
  sqlstate: string;
  message: string;
  /** What the message leaves out, such as `Key (handle)=(ada) already exists.` */
  detail?: string | null;
  hint: string | null;
  /** Character of the query, from 1. */
  position: number | null;
}

export function readError(body: Buffer): PgError {
  const cursor = createCursor(body);
  const fields: Record<string, string> = {};
  for (let code = cursor.byte(); code !== 0; code = cursor.byte()) {
    fields[String.fromCharCode(code)] = cursor.text();
  }
  return {
    sqlstate: fields.C ?? 'XX000',
    message: fields.M ?? '',
    detail: fields.D ?? null,
    hint: fields.H ?? null,
    position: fields.P ? Number(fields.P) : null,
  };
}

/** The columns of a row description. */
export function readColumns(body: Buffer): string[] {
  const cursor = createCursor(body);
  return Array.from({ length: Math.min(cursor.int16(), MOST_COLUMNS) }, () => {
    const name = cursor.text();
    // Table, column and type, its size and modifier, and the format.
    cursor.bytes(18);
    return name;
  });
}

/** The values of a row, as text; of a long one its start. Null for NULL, and for what is not text. */
export function readRow(body: Buffer, columns: string[]): Record<string, string | null> {
  const cursor = createCursor(body);
  const count = cursor.int16();
  const values = columns.slice(0, count).map((name) => {
    const length = cursor.int32();
    return [name, length < 0 ? null : cursor.bytes(length).toString('utf8').slice(0, LONGEST_VALUE)] as const;
  });
  return Object.fromEntries(values);
}

/** The parameters of a start-up message. */
export function readStartup(body: Buffer): { code: number; parameters: Record<string, string> } {
  const cursor = createCursor(body);
  const code = cursor.int32();
  const parameters: Record<string, string> = {};
  for (let name = cursor.text(); name !== ''; name = cursor.text()) parameters[name] = cursor.text();
  return { code, parameters };
}

/** The body of a start-up message. */
export function startupBody(parameters: Record<string, string>): Buffer {
  const fields = Object.entries(parameters).flat();
  const head = Buffer.alloc(4);
  head.writeInt32BE(PROTOCOL);
  return Buffer.concat([head, Buffer.from(`${fields.join('\0')}\0\0`)]);
}

/** A message without a type as it was on the wire. */
export function startupMessage(body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeInt32BE(body.length + 4);
  return Buffer.concat([head, body]);
}

/** An error message as the server would send it. */
export function errorMessage(sqlstate: string, message: string, severity = 'FATAL'): Buffer {
  const body = Buffer.from(`S${severity}\0V${severity}\0C${sqlstate}\0M${message}\0\0`, 'utf8');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
