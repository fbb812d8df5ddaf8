import { describe, expect, it } from 'vitest';
import { fieldRecording } from '../../replay/testing.ts';
import { asksForOther, losesSigns } from './asks-other.ts';
import { leavesUndone } from './behind.ts';
import { codeWords } from './code-words.ts';
import { unlikeGood } from './echoes.ts';
import { otherTexts } from './other-texts.ts';
import { differsFromTwin } from './twins.ts';
import { twinRequest } from './vary-recording.ts';

const get = (path: string) => ({ method: 'GET', path, headers: {} });
const answered = (path: string, body: unknown, status = 200) => ({ request: get(path), status, body });

describe('a success that is unlike all good ones', () => {
  const good = ['root', 'tools', 'saws'].map((name) =>
    answered(`/categories/${name}`, { path: ['top', name] }),
  );
  const judged = (body: unknown, isGiven = false) =>
    unlikeGood(answered('/categories/paint', body), { good, isGiven });

  it('is refused where what each shows of its request is gone', () => {
    expect(judged({ path: [] }).wrong).toContain('nothing of it is in this answer');
    expect(judged({ path: ['top', 'paint'] })).toEqual({ wrong: null, unsure: [] });
  });

  it('is named where something else stands there', () => {
    expect(judged({ path: ['top', 'other'] }).unsure).toEqual([
      expect.stringContaining('without the path 2 “paint”'),
    ]);
  });

  it('is named where it is empty, unless something was asked for that may have given nothing', () => {
    const lists = ['a', 'b', 'c'].map((name) => answered('/all', { items: [name] }));
    const empty = answered('/all?x=1', { items: [] });
    expect(unlikeGood(empty, { good: lists, isGiven: false }).unsure).toEqual([
      expect.stringContaining('items'),
    ]);
    expect(unlikeGood(empty, { good: lists, isGiven: true }).unsure).toEqual([]);
    expect(unlikeGood(empty, { good: lists.slice(1), isGiven: false }).unsure).toEqual([]);
  });
});

describe('what follows a success', () => {
  const look = (body: unknown, status = 200) => ({ itself: { status, body } });
  const good = [{ body: { count: 12 }, after: { itself: { count: 12 } } }];

  it.each<[string, ReturnType<typeof look>, ReturnType<typeof look>, string | null]>([
    ['fails', look({}, 404), look({}, 500), 'is answered with 500, before it with 404'],
    ['failed before', look({}, 500), look({}, 500), null],
    ['shows something else', look({}, 404), look({ count: 30 }), 'shows something else than it was answered'],
    ['shows the same', look({}, 404), look({ count: 40 }), null],
  ])('is told by an address that %s', (_, before, after, found) => {
    const wrong = leavesUndone({ count: 40 }, { before, after }, good);
    if (found === null) expect(wrong).toBeNull();
    else expect(wrong).toContain(found);
  });

  it('holds what was answered where it does so after good requests', () => {
    const pages = { before: {}, after: { '/pages': { status: 200, body: { slugs: ['about'] } } } };
    const shows = [{ body: { slug: 'news' }, after: { '/pages': { slugs: ['about', 'news'] } } }];
    expect(leavesUndone({ slug: 'über' }, pages, shows)).toContain('GET /pages does not show its slug');
    expect(leavesUndone({ slug: 'about' }, pages, shows)).toBeNull();
  });
});

describe('a value that the database cannot hold', () => {
  const judge = (text: string, now: string | null, value = '99999999999') => {
    const error = { code: '22003', message: `value "${value}" is out of range for type integer` };
    const step = { kind: 'sql', text, values: [value], error };
    const recording = fieldRecording({ request: get(`/machines/${value}`), steps: [step] });
    const masked = text.toLowerCase().replace('$1', '?');
    const bound = [{ text: masked, verb: 'select', values: [now] }];
    return asksForOther(recording, { request: get(`/machines/${value}`), status: 404, bound });
  };
  const ID = 'SELECT name FROM machines WHERE id = $1';

  it.each([
    [ID, '1215752191'],
    [ID, '2147483647'],
    ['SELECT name FROM machines WHERE price < $1', '7'],
  ])('is not replaced in %s by %s', (text, now) => {
    expect(judge(text, now)).toContain(`is asked for ${now} in its place`);
  });

  it.each([
    [ID, null],
    [ID, '99999999999'],
    ['SELECT name FROM machines WHERE price < $1', '2147483647'],
    ['SELECT name FROM machines LIMIT $1', '100'],
  ])('may be cut in %s to %s', (text, now) => {
    expect(judge(text, now)).toBeNull();
  });
});

it('takes a list for the same when it is written in the way of the database', () => {
  const error = { code: '22P02', message: 'malformed array literal: "red,blue"' };
  const step = { kind: 'sql', text: 'SELECT id FROM items WHERE tag = ANY($1)', values: ['red,blue'], error };
  const request = get('/items?tags=red%2Cblue');
  const bound = [
    { text: 'select id from items where tag = any ( ? )', verb: 'select', values: ['{"red","blue"}'] },
  ];
  expect(
    asksForOther(fieldRecording({ request, steps: [step] }), { request, status: 200, bound }),
  ).toBeNull();
});

describe('a text to which the database objected', () => {
  const request = get('/files?ends=reports%5C');
  const error = { code: '22025', message: 'LIKE pattern must not end with escape character' };
  const step = {
    kind: 'sql',
    text: 'SELECT path FROM files WHERE path LIKE $1',
    values: ['%reports\\'],
    error,
  };
  const judge = (now: string, status = 200) =>
    losesSigns(fieldRecording({ request, steps: [step] }), {
      ...{ request, status },
      bound: [{ text: 'select path from files where path like ?', verb: 'select', values: [now] }],
    });

  it('is asked for with all its signs', () => {
    expect(judge('%reports')).toContain('without “\\”');
    expect(judge('%reports\\\\')).toBeNull();
    expect(judge('%reports', 400)).toBeNull();
  });
});

describe('a name that every object has', () => {
  it('makes no difference to an answer', () => {
    const request = { method: 'POST', path: '/notes', headers: {}, body: { text: 'the constructor of it' } };
    expect(twinRequest(request)?.body).toEqual({ text: 'the dpotusvdups of it' });
    expect(twinRequest({ ...request, body: { text: 'the cup' } })).toBeNull();
    const twin = { status: 201, body: { id: 1, words: 4, text: 'x' } };
    expect(differsFromTwin({ status: 201, body: { id: 1, words: 4, text: 'y' } }, twin)).toBeNull();
    expect(differsFromTwin({ status: 201, body: { id: 1, words: 3, text: 'y' } }, twin)).toContain(
      '4 at words, with it 3',
    );
    expect(differsFromTwin({ status: 200, body: twin.body }, twin)).toContain('is 201, with it 200');
  });
});

describe('other texts that may be as good', () => {
  const of = (path: string, errors: object[] = []) =>
    otherTexts(fieldRecording({ request: get(path), errors }), codeWords([])).map(({ request }) =>
      decodeURIComponent(request.path),
    );

  it('are the failing one as an address writes it, and ones of several letters and signs', () => {
    const found = otherTexts(fieldRecording({ request: get('/labels/50%') }), codeWords([]));
    expect(found[0]?.request.path).toBe('/labels/50%25');
    expect(of('/labels/a')).toEqual(expect.arrayContaining(['/labels/日本', '/labels/Crème Øre']));
  });

  it('are as long with letters alone, where one took too long', () => {
    const hung = fieldRecording({ kind: 'hang', request: get(`/tags?tag=${'a'.repeat(40)}!`) });
    const long = otherTexts(hung, codeWords([])).find(
      ({ request }) => request.path === `/tags?tag=${'a'.repeat(40)}`,
    );
    expect(long).toMatchObject({ keep: true });
  });

  it('are those that a library takes where it objected to one, in the place of that one', () => {
    const error = { class: 'RangeError', message: 'Invalid time zone specified: Berlin' };
    const zones = of('/events/e1?at=now&zone=Berlin', [error]).filter((path) => path.includes('Asia'));
    expect(zones).toEqual(['/events/e1?at=now&zone=Asia/Kolkata']);
  });
});
