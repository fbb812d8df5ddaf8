import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import type { DiscoveredFault } from '../domain/discovered.ts';
import { discoveredFault } from '../domain/discovered-fault.ts';
import { Recording } from '../domain/recording.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { attached, contextOf, createRepositoryOf, proverFor } from '../proof/testing.ts';
import { buildRecorder, startTestSuture, type TestSuture } from '../recorder/testing.ts';
import { anyPort } from '../stack/ports.ts';
import { frameworkPackages } from './support/framework-packages.ts';
import { formsOf, PLANTED as P } from './support/planted.ts';

let repository: Awaited<ReturnType<typeof createRepositoryOf>>;
let prover: ReturnType<typeof proverFor>;
let suture: TestSuture;
let databaseUrl: string;
const children: ChildProcess[] = [];
/** What lay in the spool at any time, by the name of the file. */
const spooled = new Map<string, string>();
const partner = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'set-cookie': `partner_sid=${P.partnerCookie}; Path=/`,
      'x-auth-token': P.partnerToken,
    });
    const applicant = { email: P.applicant, tax_id: P.taxId, full_name: P.applicantName };
    response.end(JSON.stringify({ applicant, sources: [{ account_number: P.account }], limit: 0 }));
  });
});

beforeAll(async () => {
  [suture, repository] = await Promise.all([
    startTestSuture(),
    createRepositoryOf(resolve('tests/fixtures/planted')),
    new Promise<void>((listening) => partner.listen(0, '127.0.0.1', listening)),
  ]);
  const packages = await frameworkPackages();
  await buildRecorder(join(repository.folder, 'recorder'));
  await symlink(join(packages, 'node_modules'), join(repository.folder, 'node_modules'));
  prover = proverFor(repository, inject('databaseUrl'), {
    cacheFolder: join(homedir(), '.cache/suture'),
    install: async () => ({ packages: { home: packages, modules: ['node_modules'] }, node: null }),
  });
  databaseUrl = await productionDatabase();
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  partner.closeAllConnections();
  partner.close();
  await prover?.close();
  await suture?.close();
  await repository?.remove();
});

/** A database with a member, whose owner has a password of its own. */
async function productionDatabase(): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const name = `planted_${process.pid}`;
  const run = async (statement: string, values?: unknown[]) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(statement, values).finally(() => client.end());
  };
  await run(`create database ${name}`);
  url.pathname = `/${name}`;
  await run(readFileSync(join(repository.folder, 'work/tables.sql'), 'utf8'));
  await run(
    `INSERT INTO members (email, phone, full_name, street, city, birth_date, iban, mobile, backup_mail, password_hash, profile, note, age)
    VALUES ($1, $2, $3, $4, 'Utrecht', $5, $6, $7, $8, $9, $10, $11, 41)`,
    [
      ...[P.email, P.phone, P.fullName, P.street, P.birth, P.iban, P.mobile, P.backupMail, P.passwordHash],
      { nickname: P.nickname, devices: [{ push_token: P.pushToken }], last_ip: P.rowIp },
      `asked to be called at ${P.notedPhone}`,
    ],
  );
  return url.href;
}

const spool = () => join(repository.folder, 'spool');

/** Reads what lies in the spool: a file may go at any moment. */
function readSpool(): string[] {
  const names = readdirSync(spool(), { recursive: true }).map(String);
  for (const name of names) {
    try {
      spooled.set(name, readFileSync(join(spool(), name), 'utf8'));
    } catch {
      // A folder, or sent meanwhile.
    }
  }
  return names;
}

/** Starts the service with the recorder preloaded. */
async function start(): Promise<{ url: string; child: ChildProcess }> {
  const port = await anyPort();
  const preload = join(repository.folder, 'recorder/register.js');
  const child = spawn(process.execPath, ['--import', preload, 'service.mjs'], {
    cwd: join(repository.folder, 'work'),
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      REDIS_URL: inject('redisUrl'),
      PARTNER_URL: `http://127.0.0.1:${(partner.address() as AddressInfo).port}`,
      PARTNER_KEY: P.partnerKey,
      MAILER_URL: `smtp://${P.urlUser}:${P.urlPassword}@mail.internal:587`,
      SESSION_SECRET: P.sessionSecret,
      SUTURE_DSN: suture.dsn,
      SUTURE_SPOOL: spool(),
      SUTURE_RELEASE: repository.commit,
      SUTURE_HIDE: 'loyalty,Club-Badge',
      SUTURE_KEEP: 'city',
    },
    stdio: 'ignore',
  });
  children.push(child);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/up`)).status).toBe(200), 120_000);
  return { url, child };
}

function order(url: string): Promise<Response> {
  const query = new URLSearchParams({
    ...{
      api_key: P.apiKey,
      session: P.session,
      refresh: P.refresh,
      back: `/?access_token=${P.backToken}`,
      [P.queryMail]: '1',
    },
  });
  return fetch(`${url}/members/${encodeURIComponent(P.email)}/orders?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${P.jwt}`,
      'proxy-authorization': `Basic ${Buffer.from(`${P.basicUser}:${P.basicPassword}`).toString('base64')}`,
      cookie: `sid=${encodeURIComponent(`s:${P.signedCookie}`)}; remember=${P.remember}; theme=dark`,
      'x-api-key': P.headerKey,
      'x-forwarded-for': P.ip,
      'x-real-ip': P.ip6,
      'x-csrf-token': P.csrf,
      'user-agent': `Portal/2.1 (contact ${P.agentMail})`,
      referer: `https://shop.example/reset?token=${P.refererToken}&login=${P.refererLogin}`,
      baggage: `user.email=${encodeURIComponent(P.baggageMail)},tier=gold`,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: `shop=${P.traceMail}`,
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="${P.fileMail}.json"`,
    },
    body: JSON.stringify({
      customer: {
        name: P.customerName,
        phones: [P.phone, P.phone2],
        password: P.password,
        address: { street: P.addressStreet, zip: P.zip, city: 'Utrecht', lines: [P.addressLine] },
      },
      payment: { card: { number: P.card, holder: P.holder, cvc: P.cvc }, iban: P.iban },
      note: `please mail ${P.noteMail}`,
      loyalty: P.loyalty,
      club_badge: P.badge,
      webhook: { signing_secret: P.webhookSecret, url: `https://hook:${P.hookPassword}@hooks.example/in` },
      raw: JSON.stringify({ passport: P.passport, nested: [{ ssn: P.ssn }] }),
      message: { data: Buffer.from(JSON.stringify({ email: P.packedMail })).toString('base64') },
      items: [
        { article: 'lamp', amount: 2, gift: { recipient: P.recipient, message: `for ${P.giftPhone}` } },
      ],
      [P.keyMail]: 'invited',
      key: `-----BEGIN PRIVATE KEY-----\n${P.pem}\n-----END PRIVATE KEY-----`,
      github: P.github,
      aws: P.aws,
      stripe: P.stripe,
    }),
  });
}

const post = (url: string, body: string, type: string) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': type } });

/** The planted values that a text holds in any form, each with what stands around it. */
function leaksIn(text: string): string[] {
  const plain = text.toLowerCase();
  return Object.entries(P).flatMap(([name, value]) => {
    const at = formsOf(value)
      .map((form) => plain.indexOf(form.toLowerCase()))
      .find((each) => each >= 0);
    return at === undefined ? [] : [`${name}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
  });
}

const failures = () => [...suture.accepted.values()].filter(({ good }) => !good);

it('lets none of the planted values leave the process, and what leaves still fails in the same way', async () => {
  expect(Object.keys(P).length).toBeGreaterThanOrEqual(60);
  suture.always = 'away';
  const first = await start();
  // A good request, and one whose path no framework names.
  expect((await fetch(`${first.url}/members/${P.email}`)).status).toBe(200);
  expect((await fetch(`${first.url}/files/${P.pathMail}/${P.pathToken}`)).status).toBe(404);
  expect((await order(first.url)).status).toBe(500);
  const form = (fields: Record<string, string>) =>
    post(`${first.url}/register`, `${new URLSearchParams(fields)}`, 'application/x-www-form-urlencoded');
  expect((await form({ email: P.email, full_name: P.formName, street: P.street })).status).toBe(500);
  expect((await form({ email: P.formMail, full_name: P.formName2, street: '' })).status).toBe(500);
  await vi.waitFor(
    () => expect(readSpool().filter((name) => name.endsWith('.json'))).toHaveLength(3),
    30_000,
  );
  const crash = JSON.stringify({ login: P.login, password: P.crashPassword });
  await expect(post(`${first.url}/crash`, crash, 'application/json')).rejects.toThrow();
  if (first.child.exitCode === null) await once(first.child, 'exit');
  expect(readSpool().filter((name) => name.endsWith('.json'))).toHaveLength(4);

  const second = await start();
  // It stands still, and is killed: the snapshot waits for the next start.
  const spinning = post(`${second.url}/spin`, JSON.stringify({ secret: P.spinSecret }), 'application/json');
  await vi.waitFor(() => expect(readSpool().join()).toContain(`blocked.${second.child.pid}.json`), 120_000);
  readSpool();
  second.child.kill('SIGKILL');
  await expect(spinning).rejects.toThrow();

  suture.always = null;
  await start();
  await vi.waitFor(() => expect(failures()).toHaveLength(5), 120_000);
  expect(suture.hellos.length).toBeGreaterThan(0);
  expect(
    failures()
      .map(({ kind, reason }) => `${kind} ${reason}`)
      .sort(),
  ).toEqual(['crash crash', 'crash killed', 'error status_500', 'error status_500', 'error status_500']);
  expect(spooled.size).toBeGreaterThanOrEqual(5);
  const texts = [...suture.texts, ...spooled.values()];
  expect(texts.flatMap(leaksIn)).toEqual([]);
  const { password } = new URL(databaseUrl);
  if (password) expect(texts.join('\n')).not.toContain(password);

  const failing = failures().find(({ request }) => request?.path.includes('/orders'));
  // What is kept by its name stays, and so does all that is nobody's.
  expect(failing).toMatchObject({
    message: expect.stringMatching(/^the partner refuses \S+@\S+\.example \(\d\d-\d{7}\): no limit for /),
    request: {
      headers: { 'user-agent': expect.stringMatching(/^Portal\/2\.1 \(contact \S+@\S+\)$/) },
      body: { customer: { address: { city: 'Utrecht' } }, items: [{ article: 'lamp', amount: 2 }] },
    },
    environmentNames: expect.arrayContaining(['PARTNER_KEY', 'PARTNER_URL']),
  });
  const { message } = (failing?.request?.body ?? {}) as { message?: { data: string } };
  expect(JSON.parse(Buffer.from(message?.data ?? '', 'base64').toString())).toEqual({
    email: expect.stringMatching(/@/),
  });
  await expectReplayed(failing);
});

async function expectReplayed(recorded: unknown): Promise<void> {
  const recording = Recording.parse(recorded);
  const { commit } = repository;
  const definition = parseDefinition({
    name: 'planted',
    ...{ build: false, typecheck: false, test: false, start: ['node', 'service.mjs'], health: '/up' },
    database: { sql: ['tables.sql'] },
    redis: { variable: 'REDIS_URL' },
    environment: { PARTNER_KEY: { secret: '................' } },
    heal: { allow: ['service.mjs'] },
  });
  const found: DiscoveredFault = {
    ...{ service: 'planted', code: 'ERR_0123456789AB', title: 'planted', kind: recording.kind },
    ...{ severity: 'high', method: 'POST', route: recording.route, reason: [], frames: [] },
    ...{ allowedFiles: ['service.mjs'], missing: [], base: '', routeTemplate: null, sql: null },
    source: 'recorder',
  };
  const fault = discoveredFault(definition, found, recording);
  const subject = { service: attached(definition), fault, commit, recording };
  const { reproduced, differences } = await prover.reproduce(subject, contextOf());
  expect([reproduced, differences]).toEqual([true, []]);
}
