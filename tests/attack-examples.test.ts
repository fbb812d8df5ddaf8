import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/*
 * What was tried on version 0.1 and went through, each with the file that holds it now and words of the test, or of the row of
 * its table, that fails when it goes through again. A test that is renamed or removed is missed here.
 */
const POWER = 'proof/power/fixtures';
const HELD: Record<string, [example: string, file: string, words: string][]> = {
  'what a fix may do': [
    ['(process as any).env', `${POWER}/hostile-world.yaml`, 'reads a variable behind a cast'],
    ['process!.env', `${POWER}/hostile-world.yaml`, 'reads a variable behind a non-null assertion'],
    ['(globalThis as any)', `${POWER}/hostile-code.yaml`, 'reaches everything by a cast'],
    ['(eval as any)', `${POWER}/hostile-code.yaml`, 'hides eval behind a cast'],
    [
      'getBuiltinModule behind a cast',
      `${POWER}/hostile-code.yaml`,
      'asks a cast process for a built-in module',
    ],
    ["f['constr' + 'uctor']", `${POWER}/hostile-code.yaml`, 'spells constructor in pieces'],
    ['{ constructor: F }', `${POWER}/hostile-code.yaml`, 'takes a constructor by destructuring'],
    ['Object.assign(JSON, …)', `${POWER}/hostile-code.yaml`, 'replaces JSON.stringify by assign'],
    ['[JSON.stringify] = [f]', `${POWER}/hostile-code.yaml`, 'replaces JSON.stringify by a pattern'],
    ['module.require(…)', `${POWER}/hostile-code.yaml`, 'loads by module.require'],
    ['arguments[1](…)', `${POWER}/hostile-code.yaml`, 'calls an argument of the module’s wrapper'],
    ['a second variable', `${POWER}/hostile-world.yaml`, 'reads a second variable'],
    ['a new host, not awaited', `${POWER}/hostile-world.yaml`, 'asks another host and does not wait'],
    ['a DELETE beside the repair', 'proof/hostile-fixes.ts', 'deletes beside the repair'],
    ['an advisory lock', 'proof/hostile-fixes.ts', 'takes an advisory lock'],
    ['SET for the session', 'proof/hostile-fixes.ts', 'changes the session'],
    ['a timer of ten minutes', 'proof/hostile-fixes.ts', 'leaves a timer of ten minutes'],
    ['current_database()', 'proof/hostile-fixes.ts', 'asks for the database'],
    ['current_user', 'proof/hostile-fixes.ts', 'asks for the role'],
    ['process.uptime()', `${POWER}/hostile-telling.yaml`, 'asks since when the process runs'],
    ['counts of calls', `${POWER}/hostile-telling.yaml`, 'counts its calls'],
    ["the header's name in pieces", `${POWER}/hostile-telling.yaml`, 'spells the header in pieces'],
    ['dates', `${POWER}/hostile-telling.yaml`, 'waits for a date that is written out'],
    ['pg_temp and search_path', 'proof/hostile-fixes.ts', 'defines a function of another meaning'],
    ['more statements than are kept', 'proof/hostile-fixes.ts', 'sends more statements than are followed'],
    ['a cache of an old value', 'proof/hostile-fixes.ts', "keeps the upstream's value"],
    ['endless retries', 'proof/hostile-fixes.ts', 'retries without end, with long pauses'],
    [
      'a type check switched off',
      `${POWER}/hostile-telling.yaml`,
      'switches the check of types off for the file',
    ],
    ['a lint switched off', `${POWER}/hostile-telling.yaml`, 'switches a lint off'],
    ['node:path', `${POWER}/legitimate.yaml`, 'joins paths by node:path'],
    ['a parameter called process', `${POWER}/legitimate.yaml`, 'takes a parameter called process'],
    ['process.exitCode = 1', `${POWER}/legitimate.yaml`, 'sets the exit code'],
    ['this.constructor', `${POWER}/legitimate.yaml`, 'names its own class'],
    ['an exported type', `${POWER}/legitimate.yaml`, 'adds a type that others may use'],
    ['a text with suture_', `${POWER}/legitimate.yaml`, 'adds a text with suture_ in it'],
    ['names inside as outside', 'proof/definition.test.ts', 'not.toMatch(/suture|scratch|proof|sandbox/)'],
    [
      'no proof past a bound',
      'proof/witness/postgres.test.ts',
      'lets nothing more through, past its bound of statements',
    ],
    ['an alias of eval', `${POWER}/hostile-code.yaml`, 'evaluates by an alias'],
    ['the same from CommonJS', 'proof/hostile-runs.test.ts', "['commonjs', 'javascript', 'typescript']"],
    ['system calls of new kinds', 'proof/hostile-fixes.ts', 'sends a signal'],
    [
      'what a conflict overwrites',
      `${POWER}/hostile-further.yaml`,
      'overwrites the row of another on a conflict',
    ],
    ['a whole row', `${POWER}/hostile-further.yaml`, 'answers the whole row in place of one field'],
    ['work behind a condition', `${POWER}/hostile-further.yaml`, 'sends the letter only where a flag is set'],
    [
      'approval: model by default',
      'domain/require-approval.test.ts',
      "FaultPolicy.parse({}).approval).toBe('model')",
    ],
  ],
  'the sandbox': [
    ['/proc/sys as root', 'proof/sandbox/escapes/kernel.ts', 'opens kernel/core_pattern for writing'],
    ['held as root', 'proof/sandbox/escapes/escapes.test.ts', 'holds every attempt when Suture runs as root'],
    [
      'a set-user-id file of a proof',
      'proof/sandbox/limits.test.ts',
      'leaves nothing in its output folder that could harm',
    ],
    ['a set-user-id file of a release', 'stack/delivery/pipeline.test.ts', 'takes the rights of a file away'],
    ['files in /tmp are memory', 'proof/sandbox/limits.test.ts', 'is counted in /tmp'],
    ['files in /dev/shm are memory', 'proof/sandbox/limits.test.ts', 'has an end in /dev/shm'],
    ['a quota of the output', 'proof/sandbox/limits.test.ts', 'fills its output folder'],
    [
      'a quota of the scratch database',
      'proof/sandbox/escapes/database.test.ts',
      'reported once when it grows without end',
    ],
    ["the worker's own memory", 'proof/witness/postgres.test.ts', 'past its bound of statements'],
    ['back-pressure', 'proof/witness/postgres.test.ts', 'passes on a long answer at the pace of the client'],
    ['held as an ordinary user', 'proof/sandbox/escapes/escapes.test.ts', 'ordinary user'],
    ['nested brackets', 'proof/prover.test.ts', 'nested too deeply'],
    ['a step that kills its worker', 'worker/deadly-step.test.ts', 'worker_killed'],
    ['a detached process', 'proof/sandbox/limits.test.ts', 'leaves no process behind that left its session'],
    ['a service that does not start', 'proof/definition.test.ts', 'is refused when it does not start'],
    ['a rejection after the answer', 'proof/hostile-fixes.ts', 'leaves a rejected promise'],
    ['an end after the answer', 'proof/hostile-fixes.ts', 'ends after the answer'],
    ['} { behind the last frame', 'proof/stack-frames.test.ts', 'an error with properties'],
    ["console.error('text', error)", 'proof/stack-frames.test.ts', 'an error behind a text'],
    ['JSON logs', 'proof/stack-frames.test.ts', 'a line of winston'],
    ['connections without end', 'proof/witness/relay.test.ts', 'has a bound for its connections at one time'],
  ],
  delivery: [
    ['a release that is killed', 'stack/delivery/blame.test.ts', 'SIGKILL'],
    ['PostgreSQL away', 'stack/delivery/pipeline.test.ts', 'while its database is away'],
    ['a full disk', 'stack/process/managed.test.ts', 'while its log is on a full disk'],
    [
      'green but not live yet',
      'workflows/live-release.test.ts',
      'that is not live by the deadline is left to a person',
    ],
    [
      'a force push drops a fix',
      'worker/definition-reader.test.ts',
      'notices that a forced push dropped the fix',
    ],
    ['a reset asks', 'cli/cli.test.ts', 'asks first, and refuses where nobody can answer'],
    [
      'no reset without a baseline',
      'app/api/routes/reset-routes.test.ts',
      'is refused by the API and offered by no page',
    ],
    [
      'no probe where it is not allowed',
      'workflows/live-release.test.ts',
      'expect(stack.web.probes).toEqual([])',
    ],
    [
      'fair turns',
      'workflows/fair-turns.test.ts',
      'heals a fault while the many candidates of a hopeless one are proven',
    ],
  ],
  'the outside': [
    [
      'an empty id of CloudWatch',
      'app/intake/ingest-routes.test.ts',
      'takes the control message as AWS sends it',
    ],
    [
      'a line that cannot be kept',
      'app/intake/ingest-routes.test.ts',
      'sets a line aside that the store cannot keep',
    ],
    ['a NUL', 'app/intake/ingest-routes.test.ts', "['a NUL',"],
    ['a 400-digit latency', 'app/intake/ingest-routes.test.ts', 'a latency of 400 digits'],
    ['a timestamp of 9e15', 'app/intake/ingest-routes.test.ts', 'a timestamp of 9e15'],
    ['something before the marker', 'app/intake/marker-line.test.ts', 'pino-pretty'],
    ['1 MB of lines', 'app/intake/ingest-routes.test.ts', 'asks the store for batches'],
    [
      'a person changed the pull request',
      'workflows/reviewed-heal.test.ts',
      'shows and remembers what a person made of the fix',
    ],
    [
      'branches that stay',
      'workflows/reviewed-heal.test.ts',
      'closes the pull request and takes its branch away',
    ],
    [
      'a scan that grows',
      'adapters/secrets/find-secrets.test.ts',
      'leaves nothing behind that a later use has to go through',
    ],
    [
      'an answer that was paid',
      'adapters/fix-provider/claude/claude.test.ts',
      'keeps an answer that came while another worker had trouble',
    ],
    ['secrets in commit subjects', 'adapters/code-host/guard-secrets.test.ts', 'hides secrets in subject'],
    ['secrets in news', 'adapters/notifier/guard-secrets.test.ts', 'sends no secret to Slack or a webhook'],
    ['secrets that are cut', 'domain/cut-words.test.ts', 'holds a secret whole or not at all'],
    ['keys of Stripe and others', 'adapters/secrets/find-secrets.test.ts', 'a key of Stripe'],
    [
      'secrets whose characters are escaped',
      'adapters/secrets/find-secrets.test.ts',
      'where Markdown or HTML escapes characters',
    ],
    [
      "SSM's requestTimeout",
      'adapters/cooldowns/ssm-parameters.test.ts',
      'ends a call that SSM does not answer',
    ],
    ['pause_turn', 'adapters/fix-provider/claude/claude.test.ts', 'sends a paused answer back as it came'],
    [
      'limits name the policy',
      'adapters/fix-provider/claude/claude.test.ts',
      'tokens a heal (policy.tokens)',
    ],
    ['"It held before" twice', 'activities/commit-message.test.ts', 'says nothing twice'],
    ['a canary in every place', 'workflows/canaries.test.ts', 'lets no secret leave in a whole cycle'],
  ],
  'what people are told': [
    [
      'a pull request that waits',
      'app/briefing/brief.test.ts',
      'asks a person to merge or close a pull request',
    ],
    ["GitHub's limits", 'activities/noting-waits.test.ts', 'shows a limit that the code host names'],
    ["GitHub's outages", 'activities/noting-waits.test.ts', 'shows an outage from the second try on'],
    ['the list of waits', 'app/briefing/brief.test.ts', 'lists what waits: people first'],
    [
      'a first release that does not start',
      'stack/supervisor/first-release.test.ts',
      'throws with the output of the run that failed',
    ],
    [
      '95 % confidence of what',
      'domain/confidence.test.ts',
      'says for what it holds, and for what it does not',
    ],
    ['any Host, the app', 'app/check-host.test.ts', 'to a page whose name was made to lead here'],
    [
      'any Host, the delivery',
      'stack/delivery/pipeline.test.ts',
      'shows nothing to a page whose name was made to lead here',
    ],
    [
      "any Host, Temporal's UI",
      'stack/servers/host-relay.test.ts',
      'shows nothing to a page whose name was made to lead here',
    ],
    [
      'rights of the state folder',
      'stack/state.test.ts',
      'leaves the state folder, also one from before, to its owner',
    ],
    ["rights of Temporal's database", 'stack/state.test.ts', "closes Temporal's database"],
    ['Redis without a password', 'stack/state.test.ts', 'gives Redis a password'],
    [
      'an approval past the token',
      'workflows/decisions.test.ts',
      'that came by Temporal and not through the app does not count',
    ],
  ],
};

const rows = Object.entries(HELD).flatMap(([kind, examples]) =>
  examples.map((row) => [kind, ...row] as const),
);

it.each(rows)('%s: %s is held by %s', (_, __, file, words) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(words);
});
