import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Reproduction } from '../domain/ports/prover.ts';
import { faultOf } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { FINE, LANGUAGES, type Language } from './desk-fixes.ts';
import { HOSTILE } from './hostile-fixes.ts';
import { SYSTEM } from './hostile-system.ts';
import { attached, candidateOf, contextOf, createRepository, proverFor } from './testing.ts';

const desk = parseDefinition({
  name: 'desk',
  build: ['node', 'build.mjs'],
  output: ['out'],
  start: ['node', 'server.cjs'],
  health: false,
  database: { kind: 'postgres', migrate: ['node', 'migrate.mjs'] },
  upstreams: [
    {
      name: 'prices',
      command: ['node', 'prices.mjs'],
      env: { PORT: '{port}', PRICE: '7' },
      health: '/health',
      variable: 'PRICES_URL',
    },
  ],
  vary: { price: { upstream: 'prices', variable: 'PRICE', production: 7, range: [1, 1_000_000] } },
  faults: Object.entries(LANGUAGES).map(([name, file]) => ({
    code: `FAULT_${name.toUpperCase()}`,
    title: name,
    route: `/${name}`,
    allowedFiles: [`faults/${file}`],
    probe: {
      request: { method: 'POST', path: `/${name}` },
      // One copy of the service is enough where the answer does not depend on the upstream.
      expect: name === 'price' ? { status: 200, body: { amount: 12, price: '$price' } } : { status: 200 },
      timeoutMs: 8_000,
    },
    assurance: { successRate: 0.4, confidence: 0.95 },
  })),
});

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
const reproductions = new Map<Language, Promise<Reproduction>>();
beforeAll(async () => {
  repository = await createRepository('desk');
  prover = proverFor(repository, inject('databaseUrl'));
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

function textOf(language: Language, body: string): string {
  if (language === 'commonjs') {
    return `const toolbox = require('../toolbox.cjs');\n\nexports.amount = async function amount(client, url, request) {\n  ${body}\n};\n`;
  }
  const typed = language === 'typescript';
  const head = typed
    ? 'amount(client: any, url: string, request: any): Promise<{ amount: number; price: number }>'
    : 'amount(client, url, request)';
  return `import toolbox from '../toolbox.cjs';\n\nexport async function ${head} {\n  ${body}\n}\n`;
}

async function prove(language: Language, body: string) {
  const service = attached(desk);
  const fault = faultOf(service, `FAULT_${language.toUpperCase()}`);
  const subject = { service, fault, commit: repository.commit };
  const known = reproductions.get(language) ?? prover.reproduce(subject, contextOf());
  reproductions.set(language, known);
  const edit = { path: `faults/${LANGUAGES[language]}`, content: textOf(language, body) };
  return prover.prove(subject, candidateOf(edit), await known, contextOf());
}

const TURN: Language[] = ['commonjs', 'javascript', 'typescript'];
const languageAt = (index: number) => TURN[index % TURN.length] as Language;

describe('a fix that does something besides', () => {
  it.each(
    [...HOSTILE, ...SYSTEM].map(
      ([name, body, named, language], index) => [name, language ?? languageAt(index), body, named] as const,
    ),
  )('is refused or named when it %s (%s)', async (_, language, body, named) => {
    const { proven, summary, powers = [] } = await prove(language, body);
    expect(!proven || powers.length > 0).toBe(true);
    // What the text shows may be refused before anything runs.
    if (!/Refused at (?:files|exports|powers)/.test(summary)) {
      expect(`${summary}\n${powers.map(({ what }) => what).join('\n')}`).toMatch(named);
    }
  });
});

describe('a fix that only repairs', () => {
  it.each(FINE.map(([name, body, language], index) => [name, language ?? languageAt(index), body] as const))(
    'is proven without a power of its runs: %s (%s)',
    async (_, language, body) => {
      const { proven, summary, powers = [] } = await prove(language, body);
      expect([proven, summary, powers.filter(({ seen }) => seen === 'sandbox')]).toEqual([
        true,
        expect.any(String),
        [],
      ]);
    },
  );
});
