/** One message of the frontend/backend protocol, version 3. `type` is empty for the first ones of a frontend. */
export interface PgMessage {
  type: string;
  body: Buffer;
  /** The message as it was on the wire. */
  raw: Buffer;
}

export const CANCEL_REQUEST = 80_877_102;
export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;

/** PostgreSQL's own bound on a message is 1 GiB; a relay in memory stops earlier. */
const LONGEST = 256 * 1024 * 1024;

/**
 * Cuts a byte stream into messages, however it is split into packets.
 * @param untyped true at the start of a frontend's stream, whose first messages have no type byte
 */
export function createMessageReader(untyped: boolean): {
  push(chunk: Buffer): PgMessage[];
  /** Call once the start-up message has been read: all further ones have a type. */
  typed(): void;
} {
  let rest: Buffer = Buffer.alloc(0);
  let header = untyped ? 0 : 1;
  let chunks: Buffer[] = [];
  let waiting = 0;
  let needed = 0;
  return {
    typed() {
      header = 1;
    },
    push(chunk) {
      // A long message is joined once, when it is whole.
      chunks.push(chunk);
      waiting += chunk.length;
      if (rest.length + waiting < needed) return [];
      rest = Buffer.concat([rest, ...chunks]);
      chunks = [];
      waiting = 0;
      const messages: PgMessage[] = [];
      needed = header + 4;
      while (rest.length >= header + 4) {
        const length = header + rest.readInt32BE(header);
        if (length < header + 4 || length > LONGEST) throw new Error('not the PostgreSQL protocol');
        needed = length;
        if (rest.length < length) break;
        const raw = rest.subarray(0, length);
        messages.push({
          type: header ? String.fromCharCode(raw[0] as number) : '',
          body: raw.subarray(header + 4),
          raw,
        });
        rest = rest.subarray(length);
        needed = header + 4;
        // What follows an untyped message depends on what it was, so the caller decides.
        if (header === 0) break;
      }
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
    hint: fields.H ?? null,
    position: fields.P ? Number(fields.P) : null,
  };
}

/** The parameters of a start-up message. */
export function readStartup(body: Buffer): { code: number; parameters: Record<string, string> } {
  const cursor = createCursor(body);
  const code = cursor.int32();
  const parameters: Record<string, string> = {};
  for (let name = cursor.text(); name !== ''; name = cursor.text()) parameters[name] = cursor.text();
  return { code, parameters };
}

/** An error message as the server would send it. */
export function errorMessage(sqlstate: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${sqlstate}\0M${message}\0\0`, 'utf8');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
