import { describe, expect, it } from 'vitest';
import type { Recording, SqlStep } from '../recording.ts';
import { isCard, isIban } from './checksums.ts';
import { createPseudonyms } from './pseudonyms.ts';

const JWT = [
  '{"alg":"HS256","typ":"JWT"}',
  '{"sub":"u-88231","email":"jwt.person@mail.example","exp":1900000000}',
]
  .map((part) => Buffer.from(part).toString('base64url'))
  .concat('c2lnbmF0dXJlLW9mLXRoZS10b2tlbg')
  .join('.');
const API_TOKEN = 'tok-environment-4471';
const ENVIRONMENT = {
  API_TOKEN,
  DATABASE_URL: 'postgres://shop:dbPassw0rd@10.1.2.3:5432/shop',
  UPSTREAM_URL: 'http://prices.internal:4000/',
  NODE_ENV: 'production',
  QUEUE_NAME: 'members2',
};

/** Values that must not leave, each planted where its name or its form shows what it is, and once more where neither does. */
const PLANTED = {
  email: 'ada.lovelace@mail.example',
  mail2: 'Grace.Hopper+nav@navy.example.org',
  phone: '+49 151 23456789',
  phone2: '(555) 867-5309',
  phone3: '0151 9988 7766',
  iban: 'DE89 3704 0044 0532 0130 00',
  iban2: 'GB82WEST12345698765432',
  card: '4242 4242 4242 4242',
  card2: '5555555555554444',
  ssn: '078-05-1120',
  jwt: JWT,
  stripe: ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_'),
  github: ['ghp', 'AbCdEf0123456789abcdefABCDEF012345'].join('_'),
  aws: ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  google: ['AIza', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY'].join(''),
  slack: ['xoxb', '123456789012', 'abcdefGHIJKL'].join('-'),
  ip: '203.0.113.77',
  ip6: '2001:db8:85a3::8a2e:370:7334',
  bearer: 'opaqueBearer77value',
  basic: Buffer.from('root-user:pa55word!').toString('base64'),
  basicUser: 'root-user',
  basicPassword: 'pa55word!',
  sid: 's%3Aabc123def456',
  csrf: 'csrf-9f8e7d',
  password: 'correct horse battery',
  password2: 'hunter2',
  apiKey: 'k-77aa88bb',
  secret: 'shhh-99',
  pin: '4711',
  cvv: '987',
  otp: '332211',
  firstName: 'Augusta',
  lastName: 'Lovelace-King',
  fullName: 'Katherine Johnson',
  holder: 'MARGARET HAMILTON',
  nick: 'countess',
  street: 'Analytical Engine Lane 12',
  street2: '221 Baker Street',
  street3: 'Bahnhofstraße 17',
  city: 'Marylebone',
  zip: 'NW1 6XE',
  birth: '1815-12-10',
  passport: 'C01X00T47',
  taxId: '12-3456789',
  nationalId: '196308129876',
  latitude: '51.52371',
  session: '3f2b8c1e9a7d4f60',
  refresh: 'rt.1//09dkfjgh',
  signature: 'a1b2c3d4e5f6',
  webhook: ['whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_'),
  random: 'Zk3Jq9XvT7mB2nP5wR8yC1dF6hL4sG0a',
  hex: '9e107d9d372bb6826bd81d3542a419d6',
  urlUser: 'svc_reader',
  urlPassword: 'r3aderPw',
  pem: 'MIIEpAIBAAKCAQEA75abc123def456ghi789',
  account: '0532013000',
  faxed: '+1-202-555-0143',
  remote: '198.51.100.23',
  login: 'annabella.byron',
  recipient: 'Charles Babbage',
  hiddenByOption: 'loyal-5512',
  dbPassword: 'dbPassw0rd',
} as const;
const P = PLANTED;

function sql(changes: Partial<SqlStep>): SqlStep {
  const empty = { command: 'SELECT', rowCount: 0, fields: [], rows: [], tables: {}, error: null };
  return { at: 1, took: 1, kind: 'sql', text: '', values: [], ...empty, ...changes };
}

function planted(): Recording {
  return {
    service: 'shop',
    key: 'k',
    faultCode: null,
    route: '/people/:id',
    reason: 'status_500',
    logLine: `cannot mail ${P.email} from ${P.ip}: password=${P.password2}`,
    latencyMs: 3,
    errorClass: 'Error',
    message: `no account of ${P.lastName} (${P.email}, card ${P.card}), ${ENVIRONMENT.DATABASE_URL}`,
    sqlstate: '23505',
    stack: `Error: no account of ${P.lastName}, token ${P.stripe}\n    at find (/srv/members2/src/${'people'}.ts:12:3)\n    at next (/srv/app.ts:1:1)`,
    release: 'c'.repeat(40),
    trace: null,
    at: '2026-01-01T12:00:00.000Z',
    request: {
      method: 'POST',
      path: `/people/${encodeURIComponent(P.email)}/orders/17?token=${P.refresh}&q=${encodeURIComponent(P.phone)}&login=${P.login}&page=2&secret=${P.secret}`,
      headers: {
        host: '127.0.0.1:3000',
        'content-type': 'application/json',
        authorization: `Bearer ${P.bearer}`,
        'x-service': `Bearer ${API_TOKEN}`,
        'proxy-authorization': `Basic ${P.basic}`,
        cookie: `sid=${P.sid}; theme=dark; jwt=${P.jwt}`,
        'x-csrf-token': P.csrf,
        'x-api-key': P.apiKey,
        'x-forwarded-for': `${P.ip}, ${P.ip6}`,
        'x-real-ip': P.remote,
        'x-user-email': P.mail2,
        'x-signature': P.signature,
      },
      body: {
        email: P.email,
        password: P.password,
        name: P.fullName,
        first_name: P.firstName,
        lastName: P.lastName,
        nickname: P.nick,
        phone: P.phone,
        mobile: P.phone3,
        fax: P.faxed,
        date_of_birth: P.birth,
        passportNumber: P.passport,
        tax_id: P.taxId,
        national_id: Number(P.nationalId),
        address: { street: P.street, city: P.city, zip: P.zip, latitude: P.latitude },
        card: { number: P.card, holder: P.holder, cvv: P.cvv },
        account_number: P.account,
        iban: P.iban,
        pin: P.pin,
        otp: Number(P.otp),
        loyalty: P.hiddenByOption,
        quantity: 3,
        article_id: 17,
        note: `call ${P.phone2}, lives at ${P.street2} and ${P.street3}, ssn ${P.ssn}, pays by ${P.card2} or ${P.iban2}`,
        payload: JSON.stringify({ session_id: P.session, recipient: P.recipient }),
        keys: `-----BEGIN RSA PRIVATE KEY-----\n${P.pem}\n-----END RSA PRIVATE KEY-----`,
        list: [P.aws, P.google, P.slack, P.github, P.webhook, P.random, P.hex],
        [P.mail2]: true,
      },
    },
    status: 500,
    source: 'recorder',
    kind: 'error',
    errors: [
      {
        class: 'Error',
        message: `Key (email)=(${P.email}) already exists. Failing row contains (17, ${P.fullName}, null)`,
        stack: null,
        handled: true,
      },
    ],
    response: {
      status: 500,
      headers: { 'set-cookie': `sid=${P.sid}; Path=/; HttpOnly` },
      body: `<p>${P.email}</p>`,
    },
    steps: [
      sql({
        text: `SELECT id, email AS contact, city FROM people WHERE email = $1 AND pin = $2 AND note <> '${P.nick} O''Neil' -- by ${P.login}`,
        values: [P.email, P.pin],
        rowCount: 1,
        fields: ['id', 'contact', 'city', 'cvv', 'bytes', 'extra'].map((name, at) => ({
          name,
          tableID: 16385,
          columnID: at,
          dataTypeID: 25,
        })),
        rows: [
          {
            id: 17,
            contact: P.email,
            city: P.city,
            cvv: P.cvv,
            bytes: `\\x${Buffer.from(P.email).toString('hex')}`,
            extra: { national: Number(P.nationalId), zip: P.zip, owner_id: 17 },
          },
        ],
        tables: { 16385: { schema: 'public', name: 'people', columns: { 1: 'email' } } },
      }),
      sql({
        text: 'INSERT INTO people (first_name, "last_name", phone, session, active) VALUES ($1, $2, lower($3), $4, $5)',
        values: [P.firstName, P.lastName, P.phone, P.session, true],
        error: {
          code: '23505',
          message: 'duplicate key',
          detail: `Key (lower(email))=(${P.mail2.toLowerCase()}) already exists.`,
          table: 'people',
        },
      }),
      {
        at: 2,
        took: 1,
        kind: 'redis',
        command: 'HSET',
        args: [`user:${P.login}`, 'password', P.password2, 'visits', '3'],
        reply: JSON.stringify({ token: P.refresh, email: P.email }),
        error: `WRONGPASS ${P.apiKey}`,
      },
      {
        at: 3,
        took: 1,
        kind: 'http',
        method: 'POST',
        url: `http://prices.internal:4000/users/${P.email}?api_key=${P.apiKey}&sig=${P.signature}`,
        requestHeaders: { authorization: `Bearer ${API_TOKEN}`, cookie: `sid=${P.sid}` },
        requestBody: `grant_type=password&username=${P.login}&password=${encodeURIComponent(P.password)}`,
        status: 200,
        responseHeaders: { 'x-auth-token': P.bearer },
        responseBody: {
          access_token: P.jwt,
          token_type: 'Bearer',
          link: `ftp://${P.urlUser}:${P.urlPassword}@files.example/x`,
          text: `Dear ${P.recipient}, your code is ${P.otp}, ${P.holder}`,
        },
        error: `connect ${P.ip6} as ${P.basicUser} with ${P.basicPassword}`,
      },
    ],
    before: [
      {
        request: { method: 'GET', path: `/login?email=${P.mail2}`, headers: { cookie: `sid=${P.sid}` } },
        at: '2026-01-01T11:59:00.000Z',
        steps: [sql({ text: 'SELECT 1 WHERE $1 = ssn', values: [P.ssn] })],
      },
    ],
    environmentNames: [],
    pseudonyms: false,
    truncated: [],
    good: false,
    repeated: 0,
  };
}

/** The ways in which a value may stand in a text. */
function formsOf(value: string): string[] {
  return [
    value,
    encodeURIComponent(value),
    value.toLowerCase(),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('hex'),
  ];
}

const pseudonyms = createPseudonyms({
  environment: ENVIRONMENT,
  hide: ['loyalty'],
  key: Buffer.alloc(32, 7),
});
const made = pseudonyms(planted());
const text = JSON.stringify(made);
type Body = Record<string, string> & { card: Record<string, string> };
const body = made.request?.body as Body;
const [select, insert, redis, http] = made.steps as never as [
  SqlStep,
  SqlStep,
  { args: string[]; reply: string },
  {
    url: string;
    requestHeaders: Record<string, string>;
    requestBody: string;
    responseBody: Record<string, string>;
  },
];

describe('pseudonyms', () => {
  it('plants at least sixty values', () => {
    expect(Object.keys(PLANTED).length).toBeGreaterThanOrEqual(60);
    const before = JSON.stringify(planted());
    // Passwords of variables stand in their addresses.
    for (const value of Object.values(PLANTED))
      expect(formsOf(value).some((form) => before.includes(form))).toBe(true);
  });

  it.each(Object.entries(PLANTED))('lets no %s leave', (_, value) => {
    const plain = text.toLowerCase();
    const found = formsOf(value).filter((form) => plain.includes(form.toLowerCase()));
    // A short number is part of others by chance.
    if (value.length <= 4) expect(text).not.toMatch(new RegExp(`(?<![\\w.])${value}(?!\\w)`));
    else expect(found).toEqual([]);
  });

  it('gives the same value the same made-up one, wherever it stands', () => {
    const email = body.email as string;
    expect(select.values[0]).toBe(email);
    expect(select.rows[0]).toMatchObject({
      contact: email,
      bytes: `\\x${Buffer.from(email).toString('hex')}`,
    });
    expect(made.request?.path).toContain(`/people/${encodeURIComponent(email)}/orders/17?`);
    expect(made.message).toContain(`(${email}, card ${body.card.number})`);
    expect(made.errors[0]?.message).toContain(`Key (email)=(${email}) already exists`);
    expect(http.url).toContain(`/users/${email}?`);
    expect(JSON.parse(redis.reply)).toMatchObject({ email });
    expect(insert.values.slice(0, 3)).toEqual([body.first_name, body.lastName, body.phone]);
    expect(http.responseBody.text).toContain(body.card.holder);
    // Another case of letters is the same person.
    expect(insert.error?.detail).toContain(`(${made.request?.headers['x-user-email']?.toLowerCase()})`);
  });

  it('keeps the shape, so that what checks a value still accepts it', () => {
    expect(body.email).toMatch(/^[a-z]{3}\.[a-z]{8}@[a-z]{4}\.example$/);
    expect(isCard(body.card.number as string)).toBe(true);
    expect(isIban(body.iban as string)).toBe(true);
    expect(body.phone).toMatch(/^\+\d\d \d{3} \d{8}$/);
    expect(body.date_of_birth).toMatch(/^19\d\d-[01]\d-[0-2]\d$/);
    expect(Number.isSafeInteger(body.national_id)).toBe(true);
    const [head, said] = (http.responseBody.access_token as string)
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>);
    expect(head).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(said).toMatchObject({ exp: 1900000000 });
  });

  it('leaves what is neither secret nor personal', () => {
    expect(body).toMatchObject({ quantity: 3, article_id: 17 });
    expect(made.request?.headers).toMatchObject({
      host: '127.0.0.1:3000',
      'content-type': 'application/json',
    });
    expect(made.request?.path).toContain('page=2');
    expect(select.text).toMatch(
      /^SELECT id, email AS contact, city FROM people WHERE email = \$1 AND pin = \$2 AND note <> '[a-z]{8} O''Neil' -- by /,
    );
    expect(select.tables).toEqual(planted().steps[0] && (planted().steps[0] as SqlStep).tables);
    expect(insert.values[4]).toBe(true);
    expect(insert.error).toMatchObject({ code: '23505', table: 'people' });
    expect(made.stack).toContain('\n    at find (/srv/members2/src/people.ts:12:3)\n');
    expect(http.responseBody.token_type).toBe('Bearer');
    expect(made.release).toBe('c'.repeat(40));
  });

  it('puts the name of a variable in place of its value', () => {
    expect(http.url).toMatch(/^\$\{env:UPSTREAM_URL\}\/users\//);
    expect(http.requestHeaders.authorization).toBe(`Bearer \${env:API_TOKEN}`);
    expect(made.request?.headers['x-service']).toBe(`Bearer \${env:API_TOKEN}`);
    expect(made.message).toContain(`\${env:DATABASE_URL}`);
    expect(made.environmentNames.sort()).toEqual(['API_TOKEN', 'DATABASE_URL', 'UPSTREAM_URL']);
    expect(made.pseudonyms).toBe(true);
  });

  it('makes other values with another key, and keeps the fields that the options name', () => {
    const other = createPseudonyms({ environment: {}, keep: ['email'] })(planted());
    const kept = other.request?.body as Body;
    expect(kept.email).toBe(P.email);
    expect(kept.password).not.toBe(body.password);
    expect(other.request?.headers['x-user-email']).not.toBe(P.mail2);
  });
});

it('replaces what a text in base64 says, and a secret in base64 as a whole', () => {
  const pack = (said: unknown) => Buffer.from(JSON.stringify(said)).toString('base64');
  const said = { email: 'ada@mail.example', amount: 3 };
  const state = pack({ said, apiKey: 'k-77aa88bb' }).replace(/=+$/, '');
  const made = createPseudonyms({ environment: {} })({
    ...planted(),
    request: {
      method: 'POST',
      path: `/callback?state=${state}`,
      headers: { 'user-agent': `Chrome/120.0.0.0 (${said.email})` },
      body: {
        data: pack(said),
        session_token: pack({ user: 'u-88231' }),
        note: Buffer.from(`to ${said.email}`).toString('base64'),
      },
    },
  });
  const body = made.request?.body as Record<string, string>;
  const unpack = (text = '') => Buffer.from(text, 'base64').toString();
  const email = (JSON.parse(unpack(body.data)) as typeof said).email;
  expect(email).toMatch(/^[a-z]{3}@[a-z]{4}\.example$/);
  expect(email).not.toBe(said.email);
  expect(unpack(body.note)).toBe(`to ${email}`);
  expect(JSON.parse(unpack(made.request?.path.split('=')[1]))).toEqual({
    said: { email, amount: 3 },
    apiKey: expect.not.stringContaining('k-77aa88bb'),
  });
  expect(made.request?.headers['user-agent']).toBe(`Chrome/120.0.0.0 (${email})`);
  expect(() => JSON.parse(unpack(body.session_token))).toThrow();
});
