import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { loadSecretFinder, userInfosIn } from './find-secrets.ts';

const find = await loadSecretFinder();
const found = async (text: string) => Object.values(await find(text)).flat();

it('reads a long text once, with any content', () => {
  // What would be a scheme is a million characters long: tried from each of them, it would take hours.
  expect(userInfosIn('a.'.repeat(500_000))).toEqual([]);
  expect(userInfosIn(`${'a.'.repeat(500_000)} ftp://ada:secret@host`)).toEqual(['ada:secret@']);
});

/** Put together here, so that no scanner takes this file for a leak. */
const of = (...parts: string[]) => parts.join('');

it.each([
  ['a key of Stripe', of('sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc')],
  ['a restricted key of Stripe', of('rk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc')],
  ['a signing secret', of('whsec_', 'C2FVsBQIhrscChlQIMV+b5sSYspob7oD')],
  ['a key of Google', of('AIza', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY')],
  ['a client secret of Google', of('GOCSPX-', '4eC39HqLyjWDarjtT1zdp7dcAbCd')],
  ['an access token of Google', of('ya29.', 'a0AfH6SMBx-4eC39HqLyjWDarjtT1zdp7dc')],
  ['a JSON Web Token', of('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJhZGEifQ', '.dBjftJeZ4CVP-mB92K27uhbUJU1p1r')],
  ['a key id of AWS', of('AKIA', 'IOSFODNN7EXAMPLQ')],
  ['a token of GitHub', of('ghp_', 'a1B2c3'.repeat(6))],
  ['a fine-grained token of GitHub', of('github_pat_', '11ABCDEFG0', 'a1B2c3'.repeat(8))],
  ['a token of GitLab', of('glpat-', 'a1B2c3D4e5F6g7H8i9J0')],
  ['a token of Slack', of('xoxb-', '123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx')],
  ["an address of Slack's webhook", of('hooks.slack.com/services/', 'T00000000/B00000000/XXXXXXXXXXXXXXXX')],
  ['a token of npm', of('npm_', 'a1B2c3'.repeat(6))],
  ['a key of Anthropic', of('sk-ant-', 'api03-a1B2c3D4e5F6g7H8i9J0')],
])('finds %s, in code, in a log line and in JSON', async (_, secret) => {
  for (const text of [
    `const key = '${secret}';`,
    `refused ${secret} at once`,
    JSON.stringify({ a: secret }),
  ]) {
    expect((await found(text)).some((each) => each.includes(secret) || secret.includes(each))).toBe(true);
    const rest = (await found(text)).reduce((left, each) => left.replaceAll(each, ''), text);
    expect(rest).not.toContain(secret.slice(-12));
  }
});

it.each([
  ['a Bearer value', 'Authorization: Bearer f81d4fae-7dec-11d0-a765', 'f81d4fae-7dec-11d0-a765'],
  ['a Basic value', 'authorization: Basic YWRhOmh1bnRlcjI=', 'YWRhOmh1bnRlcjI='],
  ['a cookie', 'Cookie: sid=s%3A12345678abcdef; theme=dark', 'sid=s%3A12345678abcdef; theme=dark'],
  ['a named value', 'DB_PASSWORD=hunter2hunter2 HOST=db', 'hunter2hunter2'],
  ['a named value in JSON', '{"client_secret":"0123456789abcdef"}', '0123456789abcdef'],
  ['a named value in JSON in JSON', JSON.stringify('{"apiKey":"0123456789abcdef"}'), '0123456789abcdef'],
  ['a token as the user of an address', 'https://0a1b2c3d4e5f6g7h8i9j@git.example/x', '0a1b2c3d4e5f6g7h8i9j'],
  ['a password in an address', 'amqps://shop:hunter2@queue.internal', 'shop:hunter2@'],
])('finds %s', async (_, text, secret) => {
  expect(await found(text)).toEqual([secret]);
});

it.each([
  ['a password in an address', 'amqps&#58;//shop&#58;hunter2&#64;db', ['shop&#58;hunter2&#64;']],
  ['a password in hexadecimal references', 'amqps:&#x2f;&#x2F;shop:hunter2&#x40;db', ['shop:hunter2&#x40;']],
  [
    'a key with escaped bars',
    of('see sk&#95;', 'live&#95;', '4eC39HqLyjWDarjtT1zdp7dc'),
    [of('sk&#95;', 'live&#95;', '4eC39HqLyjWDarjtT1zdp7dc')],
  ],
  ['a named value', 'DB&#95;PASSWORD&#61;hunter2&#43;hunter2 HOST=db', ['hunter2&#43;hunter2']],
  ['nothing in text without a secret', 'a &amp; b &#64; c &#1114112; &unknown;', []],
])('finds %s where Markdown or HTML escapes characters', async (_, text, secrets) => {
  expect(await found(text)).toEqual(secrets);
});

it('finds a private key that was cut, and one that is written in one line', async () => {
  const key = of('-----BEGIN RSA ', 'PRIVATE KEY-----');
  expect(await found(`${key}\\nMIIEpAIBAAKCAQEA75XyZ`)).toEqual([`${key}\\nMIIEpAIBAAKCAQEA75XyZ`]);
});

it.each([
  'const token = request.headers.authorization;',
  `const token = \`Bearer ${'$'}{process.env.API_TOKEN}\`;`,
  'The password is wrong; ask for a token.',
  'password: process.env.DB_PASSWORD',
  'see https://example.com/a?b=c#d and 3f786850e387550fdab836ed7e6dc881de23001b',
  'Suture-Key: 0a1b2c3d/heal-LIVE-0001/1/push/1',
])('finds nothing in: %s', async (text) => {
  expect(await found(text)).toEqual([]);
});

it('finds a secret of ours in its other forms', async () => {
  const own = 'a secret/of ours "1"';
  const finder = await loadSecretFinder([own]);
  for (const form of [
    own,
    encodeURIComponent(own),
    JSON.stringify(own),
    Buffer.from(own).toString('base64'),
  ]) {
    const { certain } = await finder(`before ${form} after`);
    expect(certain, form).not.toEqual([]);
  }
});

const KEY = of('sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc');
const SAID = `{"user":"ada","note":"the key is ${KEY}, as every spring","more":"${'words and words '.repeat(8)}"}`;

it.each([
  ['as base64', Buffer.from(SAID).toString('base64')],
  ['as base64url', Buffer.from(SAID).toString('base64url')],
  ['as base64 of MIME', Buffer.from(SAID).toString('base64').replace(/.{76}/g, '$&\r\n')],
  ['as the bytes of PostgreSQL', `\\x${Buffer.from(SAID).toString('hex')}`],
])('finds a text that holds a secret %s', async (_, run) => {
  const text = `"data": "${run}"`;
  const rest = (await found(text)).reduce((left, each) => left.replaceAll(each, ''), text);
  expect(rest.length).toBeLessThan(15);
});

it('leaves base64 and digits that hold no secret', async () => {
  const plain = 'a picture, or what else somebody has to say';
  for (const encoding of ['base64', 'hex'] as const)
    expect(await found(`"data": "\\x${Buffer.from(plain).toString(encoding)}"`)).toEqual([]);
  expect(
    await found(`"data": "${Buffer.from(new Uint8Array(3000).map((_, n) => n * 7)).toString('base64')}"`),
  ).toEqual([]);
});

it('finds a secret of our own within a text that is encoded', async () => {
  const findOurs = await loadSecretFinder(['a-word-of-ours-that-nobody-knows']);
  const run = Buffer.from('xy: a-word-of-ours-that-nobody-knows, y').toString('base64');
  expect(await findOurs(`{"a":"${run}"}`)).toEqual({ certain: [run], likely: [] });
});

it.each(['\r\n', '\n'])('finds the secret field of a form by its name', async (end) => {
  const form = (name: string, value: string) =>
    ['--x', `Content-Disposition: form-data; name="${name}"`, '', value, '--x--', ''].join(end);
  expect(await found(form('new_password', 'correct horse'))).toEqual(['correct horse']);
  expect(await found(form('comment', 'correct horse'))).toEqual([]);
});

it('reads twice the secrets with at most two and a half times the work', async () => {
  const line = (n: number) =>
    `${of('sk_', 'live_')}${n}4eC39HqLyjWDarjtT1zdp7dc password=hunter${n}x amqps://shop:pa${n}55word@queue`;
  const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n)).join('\n');
  const work = async (count: number) => {
    // Each comparison of two texts counts by the length of the one that is gone through.
    const { includes } = String.prototype;
    let compared = 0;
    String.prototype.includes = function (...given) {
      compared += this.length;
      return includes.apply(this, given);
    };
    try {
      expect((await found(lines(count))).length).toBeGreaterThanOrEqual(count);
    } finally {
      String.prototype.includes = includes;
    }
    return compared;
  };
  expect((await work(800)) / (await work(400))).toBeLessThanOrEqual(2.5);
});

it('leaves nothing behind that a later use has to go through', async () => {
  for (let use = 0; use < 50; use += 1) await find('const a = 1;');
  const left = performance.getEntries().filter(({ name }) => name.startsWith('@core>'));
  expect(left).toEqual([]);
});
