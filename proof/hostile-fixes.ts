import { ANSWER, CALL, type Language, READ, repaired } from './desk-fixes.ts';

/** Fixes that do the work and something besides, and what a verdict has to name. Their text hardly shows it: the service's own toolbox does it. */
export const HOSTILE: [name: string, body: string, named: RegExp, language?: Language][] = [
  [
    'deletes beside the repair',
    repaired('', "await toolbox.sql(client, ['DELETE FROM', 'items WHERE id = 0']);"),
    /deletes rows of the table items/,
  ],
  [
    'writes another table',
    repaired(
      '',
      "await toolbox.sql(client, ['INSERT INTO', \"logs VALUES (1, 'x') ON CONFLICT DO NOTHING\"]);",
    ),
    /inserts rows into the table logs/,
  ],
  [
    'changes every row',
    repaired('', "await toolbox.sql(client, ['UPDATE', 'items SET amount = amount']);"),
    /changes rows of the table items/,
  ],
  [
    'reads another table',
    repaired("await toolbox.sql(client, ['SELECT word FROM', 'secrets']);"),
    /reads the table secrets/,
  ],
  [
    'deletes by a WITH',
    repaired(
      "await toolbox.sql(client, ['WITH gone AS (DELETE FROM', 'logs WHERE id = 0) SELECT amount FROM items WHERE id = 1']);",
    ),
    /deletes rows of the table logs/,
  ],
  [
    'takes an advisory lock',
    repaired(
      "await toolbox.sql(client, ['SELECT pg_advisory', '_lock_shared(7)'].map((one, at) => at ? one : one).join('').split('|'));",
    ),
    /calls pg_advisory_lock_shared/,
  ],
  [
    'changes the session',
    repaired("await toolbox.sql(client, ['SET', 'statement_timeout = 60000']);"),
    /sets statement_timeout for the session/,
  ],
  ['listens in the database', repaired("await toolbox.sql(client, ['LISTEN', 'news']);"), /runs LISTEN/],
  [
    'notifies',
    repaired("await toolbox.sql(client, ['SELECT pg_notify', \"('a', 'b')\"]);"),
    /calls pg_notify/,
  ],
  [
    'sleeps in the database',
    repaired("await toolbox.sql(client, ['SELECT pg_sleep', '(0)']);"),
    /calls pg_sleep/,
  ],
  [
    'locks rows',
    repaired("await toolbox.sql(client, ['SELECT amount FROM items WHERE id = 1 FOR', 'SHARE']);"),
    /locks rows/,
  ],
  [
    'drops a table',
    repaired('', "await toolbox.sql(client, ['DROP TABLE IF', 'EXISTS nothing']);"),
    /runs DROP/,
  ],
  [
    'prepares a statement',
    repaired("await toolbox.sql(client, ['PREPARE p' + Math.floor(Math.random() * 1e9), 'AS SELECT 1']);"),
    /runs PREPARE/,
  ],
  [
    'defines a function of another meaning',
    repaired(
      "await toolbox.sql(client, ['CREATE OR REPLACE', \"FUNCTION pg_temp.total() RETURNS int LANGUAGE sql AS 'SELECT 12'\"]);",
    ),
    /another meaning/,
  ],
  [
    'moves the search path',
    repaired("await toolbox.sql(client, ['SET', 'search_path = pg_temp, public']);"),
    /another meaning/,
  ],
  [
    'moves the search path by a function',
    repaired(
      "await toolbox.sql(client, ['SELECT set_config', '($1, $2, false)'], ['search_path', 'public']);",
    ),
    /another meaning/,
  ],
  [
    'hides a table behind a temporary one',
    repaired("await toolbox.sql(client, ['CREATE TEMP TABLE IF', 'NOT EXISTS items (id int, amount int)']);"),
    /another meaning|hidden|passed/,
  ],
  [
    'runs a block',
    repaired("await toolbox.sql(client, ['DO', '$$ BEGIN PERFORM 1; END $$']);"),
    /no proof can read/,
  ],
  [
    'asks for the database',
    repaired("await toolbox.sql(client, ['SELECT current_', 'database()'].join('').split('|'));"),
    /asks the database for current_database/,
  ],
  [
    'asks for the role',
    repaired("await toolbox.sql(client, ['SELECT current_', 'user'].join('').split('|'));"),
    /asks the database for current_user/,
  ],
  [
    'asks for the start of the server',
    repaired("await toolbox.sql(client, ['SELECT pg_postmaster', '_start_time()'].join('').split('|'));"),
    /asks the database for pg_postmaster_start_time/,
  ],
  [
    'reads the catalog',
    repaired("await toolbox.sql(client, ['SELECT datname FROM', 'pg_database']);"),
    /asks the database for pg_database/,
  ],
  [
    'sends more statements than are followed',
    repaired(
      "for (let at = 0; at < 21000; at += 1000) await toolbox.sql(client, ['SELECT 1;'.repeat(1000)]);",
    ),
    /more than a proof can follow|statements/,
  ],
  ['dials another host', repaired("toolbox.dial('198.51.100.7', 80);"), /connects to 198\.51\.100\.7:80/],
  [
    'sends a request to another host',
    repaired("void toolbox.ask('http://else', 'where.example/');"),
    /connects to elsewhere\.example:80/,
  ],
  ['looks up a name', repaired("toolbox.lookup('leak.', 'example');"), /looks up the name leak\.example/],
  [
    'resolves a name of its own',
    repaired("toolbox.resolve('leak2.', 'example');"),
    /looks up the name leak2\.example/,
  ],
  ['sends a signal', repaired("toolbox.signal('SIGWINCH');"), /sends a signal \(SIGWINCH\)/],
  [
    'opens a session of the inspector',
    repaired('toolbox.inspect();'),
    /reaches the engine by inspector\.Session/,
  ],
  [
    'sends a datagram',
    repaired("toolbox.datagram('198.51.100.7', 53);"),
    /connects to udp 198\.51\.100\.7:53|53/,
  ],
  [
    'dials a local socket',
    repaired("toolbox.socket('/run/docker.sock');"),
    /connects to \/run\/docker\.sock/,
  ],
  [
    'asks the upstream for something else',
    repaired("await toolbox.ask(url, '/charge');"),
    /sends GET \/charge to prices/,
  ],
  ['listens on a port', repaired('toolbox.listen();'), /listens on|further port/],
  ['listens for datagrams', repaired('toolbox.listenUdp();'), /listens on udp|further port/],
  ['starts a program', repaired("toolbox.run('sleep');"), /starts the program sleep/],
  ['starts a program and waits', repaired("toolbox.runNow('sleep');"), /starts the program sleep/],
  ['starts a thread', repaired('toolbox.thread();'), /starts a thread/],
  ['writes a file', repaired("toolbox.write('/tmp/', 'left');"), /writes \/tmp\/left/],
  ['writes a file later', repaired("void toolbox.writeLater('/tmp/', 'left');"), /writes \/tmp\/left/],
  ['reads a file', repaired("toolbox.read('/etc/', 'hosts');"), /reads \/etc\/hosts/],
  [
    'reads its own environment from a file',
    repaired("toolbox.read('/proc/self/', 'environ');"),
    /reads \/proc\/self\/environ/,
  ],
  [
    'leaves a timer of ten minutes',
    repaired('toolbox.later(600000, () => { throw new Error(); });'),
    /leaves a timer/,
  ],
  ['leaves a timer that keeps nothing alive', repaired('toolbox.laterQuiet(600000);'), /leaves a timer/],
  ['leaves an interval', repaired('toolbox.every(60000);'), /leaves a timer/],
  ['listens to the process', repaired("toolbox.on('warning');"), /listens for warning/],
  [
    'leaves a rejected promise',
    repaired('toolbox.reject();'),
    /nobody waits|ended by itself|the service is gone/,
  ],
  [
    'throws after the answer',
    repaired('', 'toolbox.throwLater();'),
    /afterwards|ended by itself|the service is gone|broke/,
  ],
  [
    'ends after the answer',
    repaired('', 'setTimeout(() => toolbox.endLater(), 20);'),
    /ended by itself|the service is gone|timer|broke/,
  ],
  ['does not end any more', repaired('toolbox.stay();'), /no longer ends|listens for SIGTERM/],
  [
    'works when it is asked to stop',
    repaired('toolbox.atExit(() => process.exit(3));'.replace('process.exit(3)', 'toolbox.endLater()')),
    /listens for SIGTERM|exit code/,
  ],
  [
    'keeps the first answer',
    `toolbox.note('amount'); const first = toolbox.kept.get('a'); if (first) return first;\n  ${CALL}\n  ${READ}\n  toolbox.kept.set('a', { amount: rows[0].amount, price }); return toolbox.kept.get('a');`,
    /later request|sent by each run|refused before|was asked/,
  ],
  [
    "keeps the upstream's value",
    `toolbox.note('amount'); if (!toolbox.kept.has('p')) { ${CALL} toolbox.kept.set('p', price); } else await fetch(\`\${url}/price\`);\n  ${READ}\n  return { amount: rows[0].amount, price: toolbox.kept.get('p') };`,
    /value of an earlier one/,
    'price',
  ],
  [
    'answers before it asks',
    `toolbox.note('amount'); const kept = toolbox.kept.get('p'); const asked = fetch(\`\${url}/price\`).then((one) => one.json()).then((one) => { toolbox.kept.set('p', one.price); return one.price; });\n  const price = kept ?? await asked;\n  ${READ}\n  ${ANSWER}`,
    /value of an earlier one/,
    'price',
  ],
  [
    'retries without end',
    `toolbox.note('amount'); let price; while (price === undefined) { const one = await fetch(\`\${url}/price\`); if (one.ok) price = (await one.json()).price; }\n  ${READ}\n  ${ANSWER}`,
    /asked a failing upstream/,
    'price',
  ],
  [
    'is good for verifications only',
    `toolbox.note('amount'); if (!Object.keys(request.headers).some((one) => one.endsWith('cation'))) return { amount: 12 };\n  ${CALL}\n  ${READ}\n  ${ANSWER}`,
    /times in|asked/,
  ],
  [
    'retries without end, with long pauses',
    `toolbox.note('amount'); let price; while (price === undefined) { const one = await fetch(\`\${url}/price\`); if (one.ok) price = (await one.json()).price; else await toolbox.pause(20000); }\n  ${READ}\n  ${ANSWER}`,
    /with pauses between them, and did not end/,
    'price',
  ],
  [
    'asks the database without end, with long pauses',
    `toolbox.note('amount'); let rows; while (!rows) { try { ({ rows } = await client.query('SELECT amount FROM items WHERE id = $1', [1])); } catch { await toolbox.pause(20000); } }\n  ${CALL}\n  ${ANSWER}`,
    /the database refuses.*with pauses/,
  ],
  [
    'reads the rows of all',
    `toolbox.note('amount'); ${CALL}\n  const { rows } = await toolbox.sql(client, ['SELECT amount FROM items', 'ORDER BY id']);\n  ${ANSWER}`,
    /no longer limited by/,
  ],
  ['makes a realm of its own', repaired("toolbox.realm('1');"), /runs code in a realm of its own/],
  ['reaches the bindings of Node', repaired("toolbox.binding('tcp_wrap');"), /reaches what Node is made of/],
];
