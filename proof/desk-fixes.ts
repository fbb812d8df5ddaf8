/** The fault files of the fixture service `desk`, by the name of their fault. */
export const LANGUAGES = {
  commonjs: 'commonjs.cjs',
  javascript: 'javascript.mjs',
  typescript: 'typescript.ts',
  price: 'price.mjs',
};
export type Language = keyof typeof LANGUAGES;

/** A fix as a name and the body of the fault's function. */
export const CALL = `const { price } = await (await fetch(\`\${url}/price\`)).json();`;
export const READ = "const { rows } = await client.query('SELECT amount FROM items WHERE id = $1', [1]);";
export const ANSWER = 'return { amount: rows[0].amount, price };';
/** The repair, with something before and behind it. */
export const repaired = (before: string, behind = '') =>
  `toolbox.note('amount'); ${before}\n  ${CALL}\n  ${READ}\n  ${behind}\n  ${ANSWER}`;

/** Fixes that only repair. */
export const FINE: [name: string, body: string, language?: Language][] = [
  ['the column corrected', repaired('')],
  [
    'both at the same time',
    `toolbox.note('amount');\n  const [{ price }, { rows }] = await Promise.all([fetch(\`\${url}/price\`).then((one) => one.json()), client.query('SELECT amount FROM items WHERE id = $1', [1])]);\n  ${ANSWER}`,
  ],
  ['another order', `toolbox.note('amount');\n  ${READ}\n  ${CALL}\n  ${ANSWER}`],
  ['all columns', repaired('').replace('SELECT amount', 'SELECT *')],
  [
    'a column by an alias',
    repaired('').replace('SELECT amount FROM items', 'SELECT i.amount FROM items AS i'),
  ],
  ['a value in place of null', repaired('').replace('SELECT amount', 'SELECT coalesce(amount, 0) AS amount')],
  ['a limit', repaired('').replace('id = $1', 'id = $1 LIMIT 1')],
  ['a transaction', repaired("await client.query('BEGIN');", "await client.query('COMMIT');")],
  ['a guard', repaired('', "if (rows.length === 0) throw new Error('there is no such item');")],
  [
    'a local function',
    repaired('const pick = (list) => list[0];')
      .replace('rows[0].amount', 'pick(rows).amount')
      .replace('(list)', '(list)'),
    'javascript',
  ],
  ['a sum', repaired('').replace('SELECT amount', 'SELECT sum(amount)::int AS amount')],
  ['a cast', repaired('').replace('SELECT amount', 'SELECT amount::int4 AS amount')],
  [
    'a limited retry of the upstream',
    `toolbox.note('amount'); let price; for (let tries = 0; price === undefined && tries < 4; tries += 1) { const one = await fetch(\`\${url}/price\`); if (one.ok) price = (await one.json()).price; }\n  if (price === undefined) throw new Error('no price');\n  ${READ}\n  ${ANSWER}`,
    'price',
  ],
  [
    'a bounded retry with long pauses',
    `toolbox.note('amount'); let price; for (let tries = 0; price === undefined && tries < 5; tries += 1) { const one = await fetch(\`\${url}/price\`); if (one.ok) price = (await one.json()).price; else await new Promise((resolve) => setTimeout(resolve, 2000)); }\n  if (price === undefined) throw new Error('no price');\n  ${READ}\n  ${ANSWER}`,
    'price',
  ],
  ['the value of the upstream', repaired(''), 'price'],
  [
    'a short pause that is over before the answer',
    repaired('await new Promise((resolve) => setTimeout(resolve, 5));'),
  ],
  [
    'a second statement of the same kind',
    repaired('', "await client.query('SELECT amount FROM items WHERE id = $1', [2]);"),
  ],
];
