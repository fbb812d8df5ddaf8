import { describe, expect, it } from 'vitest';
import { checkStatically } from '../checks/static.ts';
import { type Hostile, type Language, type Legitimate, programsOf, readTable } from './testing/candidate.ts';

const LANGUAGES: Language[] = ['ts', 'js', 'cjs'];
const KINDS = {
  'code from text, modules, processes, built-ins': readTable<Hostile>('hostile-code'),
  'the environment, hosts, files, timers, listeners, repetition': readTable<Hostile>('hostile-world'),
  'statements beside the repaired one': readTable<Hostile>('hostile-database'),
  'telling a proof from production, hidden calls, checks switched off': readTable<Hostile>('hostile-telling'),
  'code that the language runs by itself, and names in disguise': readTable<Hostile>('hostile-shapes'),
  'realms, channels, memory, frames, clocks and settings of Node': readTable<Hostile>('hostile-platform'),
  'what nobody sees, decisions by what is not the work, work without end':
    readTable<Hostile>('hostile-unseen'),
  'settings of clients, and what a statement or request carries along': readTable<Hostile>('hostile-clients'),
};
const WIDER = readTable<Legitimate>('hostile-rows');
const WHOLE = readTable<Legitimate>('hostile-services');
const FURTHER = [...readTable<Legitimate>('hostile-further'), ...readTable<Legitimate>('hostile-routes')];
const BESIDE = readTable<Legitimate>('hostile-beside');
const FIXES = ['legitimate', 'legitimate-routes', 'legitimate-beside', 'legitimate-further'].flatMap((name) =>
  readTable<Legitimate>(name),
);
const LEGITIMATE = FIXES.filter(({ named }) => !named);
const SHOWN = FIXES.filter(({ named }) => named);

function judge(path: string, before: string, content: string) {
  const { findings, powers } = checkStatically([{ path, content }], [path], { [path]: before });
  const refusal = findings.find(({ passed }) => !passed)?.detail ?? null;
  return { refusal, powers, pushable: refusal === null && powers.length === 0 };
}

function judgeHostile(candidate: Omit<Hostile, 'about'>, language: Language) {
  const { path, before, after } = programsOf(candidate, language);
  return judge(path, before, after);
}

function judgeFix({ path = 'src/a.mjs', text, change }: Legitimate) {
  let content = text;
  for (const [old, now] of change) {
    if (!content.includes(old)) throw new Error(`the text does not hold ${old}`);
    content = content.replace(old, () => now);
  }
  return judge(path, text, content);
}

describe.each(Object.entries(KINDS))('a candidate that wants %s', (_, candidates) => {
  const rows = candidates.flatMap((candidate) =>
    (candidate.in ?? LANGUAGES).map((language) => ({ ...candidate, language })),
  );

  it.each(rows)('$about ($language) is never pushed', ({ language, refused = false, ...candidate }) => {
    const { refusal, powers } = judgeHostile(candidate, language);
    // Each is shown to a person with its power named, or to nobody.
    expect(powers.map(({ what }) => what)).not.toEqual([]);
    if (refused) expect(refusal).toContain('no fix may');
  });
});

describe('a candidate that wants further rows', () => {
  it.each(WIDER)('$about is never pushed', (candidate) => {
    expect(judgeFix(candidate).powers.map(({ what }) => what)).not.toEqual([]);
  });
});

describe('a candidate that changes a route for more than its repair', () => {
  it.each(WHOLE)('$about is never pushed', (candidate) => {
    expect(judgeFix(candidate).powers.map(({ what }) => what)).not.toEqual([]);
  });
});

describe('a candidate that takes a little more than its repair', () => {
  it.each(FURTHER)('$about is never pushed', (candidate) => {
    expect(judgeFix(candidate).powers.map(({ what }) => what)).not.toEqual([]);
  });
});

describe('a candidate that changes something beside its fix', () => {
  it.each(BESIDE)('$about is never pushed', ({ path, text, change, ...candidate }) => {
    const { refusal, powers } = judgeFix({ path, text, change, ...candidate });
    expect(refusal).toBeNull();
    expect(powers.map(({ kind }) => kind)).toContain('change');
  });
});

describe('a table of nearly the same name', () => {
  const reads = (table: string) => `export const read = (pool) => pool.query('SELECT id FROM ${table}');\n`;
  const schema = [
    { table: 'users', columns: ['id', 'name'] },
    { table: 'users2', columns: ['id'] },
    { table: 'orders', columns: ['id'] },
  ];
  const powersOf = (old: string, now: string) =>
    checkStatically(
      [{ path: 'a.mjs', content: now }],
      ['a.mjs'],
      { 'a.mjs': old },
      { names: new Set(), schema },
    ).powers.map(({ what }) => what);

  it('is another table when the old one exists', () => {
    expect(powersOf(reads('users'), reads('users2'))).toContain('asks the table users2');
  });

  it('is the correction of one that does not exist', () => {
    expect(powersOf(reads('usres'), reads('users'))).toEqual([]);
    expect(powersOf(reads('user'), reads('users'))).toEqual([]);
  });

  it('is named when it does not exist either', () => {
    expect(powersOf(reads('usres'), reads('user'))).toContain('asks the table user');
  });

  it('holds for columns that are written', () => {
    const writes = (column: string) =>
      `export const set = (pool, id) => pool.query('UPDATE users SET ${column} = 1 WHERE id = $1', [id]);\n`;
    expect(powersOf(writes('nmae'), writes('name'))).toEqual([]);
    expect(powersOf(writes('name'), writes('nam'))).toContain('writes the column nam');
  });
});

describe('the repair alone', () => {
  it.each(LANGUAGES)('gains no power in %s', (language) => {
    expect(judgeHostile({}, language)).toEqual({ refusal: null, powers: [], pushable: true });
  });
});

describe('a fix of an address', () => {
  const asks = (address: string) => `export const read = () => fetch('${address}');\n`;

  it('that drops the encryption is shown to a person', () => {
    const { powers, pushable } = judge('a.mjs', asks('https://rates.test/v1'), asks('http://rates.test/v1'));
    expect(powers.map(({ what }) => what)).toEqual(['asks rates.test without encryption']);
    expect(pushable).toBe(false);
  });

  it('that adds the encryption needs no person', () => {
    expect(judge('a.mjs', asks('http://rates.test/v1'), asks('https://rates.test/v1')).pushable).toBe(true);
  });
});

describe('a fix as maintainers make it', () => {
  it.each(LEGITIMATE)('$about is not refused, and needs no person', (fix) => {
    expect(judgeFix(fix)).toEqual({ refusal: null, powers: [], pushable: true });
  });
});

describe('a fix that does something more', () => {
  it.each(SHOWN)('$about is shown to a person, and not refused', (fix) => {
    const { refusal, powers } = judgeFix(fix);
    expect(refusal).toBeNull();
    expect(powers).not.toEqual([]);
  });

  it('is one in twenty of those that maintainers make', () => {
    expect(SHOWN.length / FIXES.length).toBeLessThan(0.05);
  });
});

it('judges more hostile candidates, and more legitimate fixes, than a person would write down in a day', () => {
  expect(Object.values(KINDS).flat().length).toBeGreaterThanOrEqual(700);
  expect(WHOLE.length + WIDER.length + FURTHER.length).toBeGreaterThanOrEqual(350);
  expect(LEGITIMATE.length).toBeGreaterThanOrEqual(290);
});
