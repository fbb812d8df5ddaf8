import type { SourceTree } from '../detection/source-tree.ts';
import { mayChange } from '../may-change.ts';
import { type Cause, firstMatch, textOf } from './facts.ts';

/** The health path is another one. */
export const wrongHealthPath: Cause = ({ part, message }) => {
  if (part !== 'health') return null;
  const [, path, status] = /GET (\S+) answers ([^\s;]+)/.exec(message) ?? [];
  const instead = /; GET (\S+) answers 200/.exec(message)?.[1];
  if (!path || !status) return null;
  if (status === '401' || status === '403') {
    return {
      cause: `GET ${path} answers ${status}: it asks who is there.`,
      write: `health: ${instead ?? 'false'}   # ${instead ? 'it answers 200' : 'the service counts as started once it takes connections'}`,
    };
  }
  if (instead) {
    const why =
      status === '404' ? 'the service has no such route' : 'it does not say that the service is well';
    return {
      cause: `GET ${path} answers ${status}: ${why}. GET ${instead} answers 200.`,
      write: `health: ${instead}`,
    };
  }
  if (status !== '404') return null;
  return {
    cause: `GET ${path} answers 404: the service has no such route.`,
    write: 'health: false   # the service counts as started once it takes connections',
  };
};

/** A start that did not come to its end, and was not waiting. */
export const startsForLong: Cause = ({ part, message }) => {
  const spent = /within (\d+) s, and is still at work/.exec(message)?.[1];
  if (part !== 'start' || !spent) return null;
  return {
    cause: `The service is still at work ${spent} s after its start, and takes no request.`,
    write:
      'start: node dist/main.js   # what its build writes. With ts-node, which checks all types first, write instead:\nenvironment:\n  TS_NODE_TRANSPILE_ONLY: "true"',
  };
};

export const takesNoConnection: Cause = ({ part, message, tree, root }) => {
  if (part !== 'start' || !/takes no connection/.test(message)) return null;
  const fixed = fixedPort(tree, root);
  if (fixed) {
    return {
      cause: `The service would listen on port ${fixed.port}, as ${fixed.path} says, and did not come so far: it waits for something before.`,
      write: 'Look in its output for what it waits for, or read what the program does before it listens.',
    };
  }
  return {
    cause: 'The program runs and listens on no port.',
    write: 'start: node server.js   # the command that starts the service, not a tool around it',
  };
};

/** The port that a source listens on, written as a number. */
function fixedPort(tree: SourceTree, root: string): { port: string; path: string } | null {
  for (const path of tree.paths) {
    if (!mayChange({ allow: [], deny: [] }, root, path)) continue;
    const port = /(?:\.listen|\bserve)\(\s*(?:\{[^}]*\bport:\s*)?(\d{2,5})\b/.exec(
      tree.read(path) ?? '',
    )?.[1];
    if (port) return { port, path };
  }
  return null;
}

/** A start that ends at once, without an error: it did what it was asked, and that was no service. */
export const endsAtOnce: Cause = ({ part, message, output }) => {
  if (part !== 'start' || !/exit code 0/.test(message) || /error/i.test(output)) return null;
  return {
    cause: 'The start command ends by itself, without an error: it is not the service that it starts.',
    write: 'start: node server.js   # the command that stays while the service runs',
  };
};

/** The last resort: the sentence of the error that the program printed. */
export const printedError: Cause = (facts) => {
  const text = textOf(facts);
  const found = firstMatch(
    text,
    /^(?:Uncaught )?((?:[A-Za-z_$][\w$]*)?(?:Error|Exception)(?: \[[^\]]*\])?: [^\n]+)/m,
    /^(?:npm (?:error|ERR!) )(?!code|A complete log|path|cwd)([^\n]+)/m,
    /^(?:not ok|✖|FAIL|×) ?([^\n]+)/m,
    // As Mocha numbers what failed.
    /^ {2,}1\) ([^\n]+)/m,
    /^(?!\s*(?:✔|✓|√|ok\b))([^\n]*\berror\b[^\n]*)/im,
  );
  const what = TOOK_CONNECTIONS.test(facts.message)
    ? 'The service ends right after it takes connections'
    : WHAT[facts.part];
  const line = found?.[1]?.trim();
  return { cause: `${what}: ${(line ?? facts.message).replace(/\.$/, '')}.`, write: HELP[facts.part] };
};

/** Tests that have run, and leave something open. */
export const testsStay: Cause = (facts) =>
  facts.part === 'tests' && /printed nothing and used no processor for/.test(facts.message)
    ? {
        cause:
          'The tests do not end: they print nothing more and do nothing, as where a test leaves a connection or a timer open.',
        write:
          'test: npm test -- --forceExit   # with Jest; with Mocha --exit; or false where they need other services',
      }
    : null;

/** As the start of a check says it. */
const TOOK_CONNECTIONS = /ended after it took connections/;

const WHAT: Record<Parameters<Cause>[0]['part'], string> = {
  definition: 'suture.yaml cannot be used',
  packages: 'The packages cannot be installed',
  build: 'The build fails',
  types: 'The type check fails',
  tables: 'The tables cannot be made',
  tests: 'The tests fail',
  start: 'The service does not start',
  health: 'The service is not well',
};

const HELP: Record<Parameters<Cause>[0]['part'], string | null> = {
  definition: null,
  packages: null,
  build:
    'build: npm run build   # the command that builds the service, or false where there is nothing to build',
  types: 'typecheck: false   # where the service has no type check that holds',
  tables: 'database:\n  migrate: npm run migrate   # the command that makes the tables in an empty database',
  tests: 'test: npm test   # the tests that hold without other services, or false',
  start: 'start: node server.js   # the command that starts the service',
  health: 'health: false   # the service counts as started once it takes connections',
};
