import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const MECHANISM = 'SCRAM-SHA-256';

/** The password messages with which a role is let in, by what the server asks for. */
export interface PasswordAnswers {
  /**
   * @param request the body of an authentication request
   * @returns the message to send; null when the server only informs; undefined when it asks for what is not known here
   */
  answer(request: Buffer): Buffer | null | undefined;
}

/** Answers a PostgreSQL server that asks a role for its password: in the clear, by MD5, or by SCRAM (RFC 7677). */
export function answerWithPassword(user: string, password: string): PasswordAnswers {
  let nonce = '';
  const answers: Record<number, (body: Buffer) => Buffer | null | undefined> = {
    3: () => message(`${password}\0`),
    5: (salt) => message(`md5${md5(Buffer.concat([Buffer.from(md5(password + user)), salt]))}\0`),
    10(mechanisms) {
      if (!mechanisms.toString().split('\0').includes(MECHANISM)) return undefined;
      nonce = randomBytes(18).toString('base64');
      const first = Buffer.from(`n,,n=*,r=${nonce}`);
      const length = Buffer.alloc(4);
      length.writeInt32BE(first.length);
      return message(Buffer.concat([Buffer.from(`${MECHANISM}\0`), length, first]));
    },
    11: (challenge) => message(prove(challenge.toString(), nonce, password)),
    // The server proves that it knows the password; it is ours.
    12: () => null,
  };
  return { answer: (request) => answers[request.readInt32BE(0)]?.(request.subarray(4)) };
}

function prove(challenge: string, nonce: string, password: string): string {
  const {
    r = '',
    s = '',
    i = '0',
  } = Object.fromEntries(challenge.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
  const unproven = `c=biws,r=${r}`;
  const salted = pbkdf2Sync(password, Buffer.from(s, 'base64'), Number(i), 32, 'sha256');
  const client = hmac(salted, 'Client Key');
  const stored = createHash('sha256').update(client).digest();
  const signature = hmac(stored, `n=*,r=${nonce},${challenge},${unproven}`);
  const proof = client.map((byte, index) => byte ^ (signature[index] as number));
  return `${unproven},p=${Buffer.from(proof).toString('base64')}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function md5(data: string | Buffer): string {
  return createHash('md5').update(data).digest('hex');
}

function message(body: string | Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write('p');
  head.writeInt32BE(Buffer.byteLength(body) + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}
