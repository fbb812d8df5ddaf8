import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { SutureError } from '../../../domain/errors.ts';
import { createSemaphore } from '../../../platform/semaphore.ts';

/** Bodies that are unpacked at a time: with the longest of each, what a bomb can make of them is bounded. */
const CONCURRENT = 4;

const brotli = promisify(brotliDecompress);
const gzip = promisify(gunzip);
const deflate = promisify(inflate);
const raw = promisify(inflateRaw);
const limited = createSemaphore(CONCURRENT);

/**
 * The body of a request, unpacked where `Content-Encoding` says so.
 * @param longest bytes of the body as it is sent, and as it is unpacked
 * @throws SutureError `body_too_long`, also for one that would unpack to more; `invalid_body`
 */
export async function readBody(request: Request, longest: number): Promise<Buffer> {
  const body = await readBytes(request, longest);
  const encodings = (request.headers.get('Content-Encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length === 0 || body.length === 0) return body;
  const [encoding, ...more] = encodings;
  if (more.length > 0) throw invalid(`${encodings.length} encodings, one over the other, are not read`);
  return limited(() => unpack(body, encoding as string, longest));
}

async function readBytes(request: Request, longest: number): Promise<Buffer> {
  const said = request.headers.get('Content-Length');
  if (Number(said ?? 0) > longest) throw tooLong(longest);
  // The server reads no more than it says, and a body in one piece costs a tenth of a stream.
  if (said !== null && /^\d+$/.test(said)) return within(Buffer.from(await request.arrayBuffer()), longest);
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (request.body) {
    for await (const chunk of request.body) {
      length += chunk.byteLength;
      if (length > longest) throw tooLong(longest);
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

function within(body: Buffer, longest: number): Buffer {
  if (body.length > longest) throw tooLong(longest);
  return body;
}

async function unpack(body: Buffer, encoding: string, longest: number): Promise<Buffer> {
  const options = { maxOutputLength: longest };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return await gzip(body, options);
    if (encoding === 'br') return await brotli(body, options);
    // Some senders leave the header of zlib out.
    if (encoding === 'deflate') return await ((body[0] ?? 0) % 16 === 8 ? deflate : raw)(body, options);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(longest);
    throw invalid(`it cannot be unpacked by ${encoding}: ${cause instanceof Error ? cause.message : cause}`);
  }
  throw invalid(`the encoding ${encoding.slice(0, 40)} is not known; send gzip, deflate or br`);
}

function tooLong(longest: number): SutureError {
  return new SutureError('body_too_long', `A body may have ${longest} bytes, unpacked. Send a shorter one.`, {
    benign: true,
  });
}

/** The error of a body that is not what its door takes. */
export function invalid(why: string): SutureError {
  return new SutureError('invalid_body', `The request is not valid: body: ${why}.`, { benign: true });
}
