// What a call answers, as text: its value, or what it threw; of an object, what its methods answer and what it shows.
import { inspect } from 'node:util';
import { createPlayer } from './callbacks.mjs';
import { readPlain, writePlain } from './values.mjs';

/** The most values that are taken from an iterator. */
const DRAINED = 100;
const SHOWN = { depth: 8, breakLength: Infinity, maxArrayLength: 200, maxStringLength: 2_000 };

/**
 * @param run a run whose modules are fresh
 * @param call its path, name and arguments; with `steps` the calls made on what it returns or, with `isNew`, constructs
 * @param options `begin` starts the count of steps anew, `hidden` names fields that are private
 */
export async function answerOf(
  run,
  { path, name, args, isNew, steps },
  { begin, hidden, DateClass, counter },
) {
  begin();
  let made = 0;
  const player = createPlayer(counter, () => made);
  const settled = (value) => (typeof value?.then === 'function' ? run.clock.settle(value) : value);
  const construct = (maker, given) => new (run.modules.exported(path, maker))(...given);
  const read = (text) => readPlain(text, { construct, play: player.play, DateClass });
  let subject;
  let given;
  try {
    const loaded = run.modules.load(path);
    if (loaded?.then) await run.clock.settle(loaded);
    given = read(args);
    const maker = run.modules.exported(path, name);
    subject = await settled(isNew ? new maker(...given) : maker(...given));
    if (!steps) return withArguments(await shown(run, subject), given, args) + player.takeTold();
  } catch (error) {
    const text = thrown(error);
    return (given ? withArguments(text, given, args) : text) + player.takeTold();
  }
  const answers = [];
  for (const [method, asked] of JSON.parse(steps)) {
    begin();
    made += 1;
    const text = JSON.stringify(asked);
    let values;
    let answer;
    try {
      values = read(text);
      const value = await settled(method === '' ? subject(...values) : subject[method](...values));
      answer = value === subject ? 'itself' : await shown(run, value);
    } catch (error) {
      answer = thrown(error);
    }
    answers.push((values ? withArguments(answer, values, text) : answer) + player.takeTold());
    if (answer.startsWith('does not end')) return answers.join('\n');
  }
  begin();
  return [...answers, await stateOf(run, subject, hidden)].join('\n');
}

function thrown(error) {
  return error?.tooMany ? 'does not end' : `throws ${error?.name}: ${error?.message}`.replaceAll('\n', ' ');
}

async function shown(run, value) {
  return inspect(typeof value?.next === 'function' ? await run.clock.settle(drained(value)) : value, SHOWN);
}

/** What an iterator yields stands for it; of an endless one, the first. */
async function drained(iterator) {
  const list = [];
  while (list.length < DRAINED) {
    const { value, done } = await iterator.next();
    if (done) break;
    list.push(value);
  }
  return list;
}

/** An answer, and the arguments where the call changed them. */
function withArguments(answer, given, args) {
  const after = writePlain(given);
  return after === args || after === null ? answer : `${answer}, arguments become ${after}`;
}

/** What everybody may read of an object: getters, fields of plain values, what it yields, its text. */
async function stateOf(run, subject, hidden) {
  if (typeof subject !== 'object' || subject === null) return 'done';
  const parts = [];
  const add = async (name, read) => {
    try {
      parts.push(`${name}: ${await shown(run, await read())}`);
    } catch (error) {
      parts.push(`${name} ${thrown(error)}`);
    }
  };
  for (const [name, value] of Object.entries(subject))
    if (!name.startsWith('_') && !hidden.includes(name) && isShown(value)) await add(name, () => value);
  for (const [name, { get, value }] of membersOf(subject)) {
    if (get && !hidden.includes(name)) await add(name, () => subject[name]);
    if (/^(toString|toJSON|valueOf)$/.test(name) && typeof value === 'function')
      await add(`${name}()`, () => subject[name]());
  }
  if (typeof subject[Symbol.iterator] === 'function') await add('yields', () => subject[Symbol.iterator]());
  return `{ ${parts.join(', ')} }`;
}

/** Maps, functions and objects of other classes are how an object does its work. */
function isShown(value) {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Members of the classes of an object. */
function membersOf(subject) {
  const found = new Map();
  for (let at = Object.getPrototypeOf(subject); at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (name !== '__proto__' && !found.has(name)) found.set(name, member);
  return found;
}
