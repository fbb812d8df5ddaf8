export interface KnownFault {
  /** Text that only a file with this fault has. */
  sign: string;
  /** In the order in which they are tried. */
  fixes: KnownFix[];
}

export interface KnownFix {
  /** Must match the last verdict before this fix is proposed; before the first there is none. */
  after: RegExp;
  cause: string;
  rationale: string;
  find: string;
  replace: string;
}

const NOTHING = /^$/;

/** The faults that the stand-in of a model can fix: those of the demonstration, each recognised by the text of its file. */
export const KNOWN_FAULTS: KnownFault[] = [
  {
    sign: '`SELECT FROM`',
    fixes: [
      {
        after: NOTHING,
        cause: 'The statement has a FROM without a table and no target list.',
        // Looks right but fails: PostgreSQL needs a table for the star.
        rationale: 'Drops the dangling FROM and selects everything.',
        find: 'sql`SELECT FROM`.execute(db); // invalid SQL on purpose',
        replace: 'sql`SELECT *`.execute(db);',
      },
      {
        after: /42601/,
        cause: 'The statement has a FROM without a table and no target list.',
        rationale: 'Selects a constant: a star needs a table, and the statement reads none.',
        find: 'sql`SELECT FROM`.execute(db); // invalid SQL on purpose',
        replace: 'sql`SELECT 1`.execute(db);',
      },
    ],
  },
  {
    sign: 'AbortSignal.timeout(3000)',
    fixes: [
      {
        after: NOTHING,
        cause:
          'The upstream often takes up to eight seconds, which the limit of three cuts off, and some of its answers hold a text in place of the number.',
        rationale:
          'Waits longer than the slowest answer seen, and asks again when the value is not a number.',
        find: `  const response = await fetch(\`\${baseUrl}/data\`, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) {
    throw new UpstreamError('upstream_failure', \`The upstream answered \${response.status}\`);
  }
  const body = (await response.json()) as { value?: unknown } | null;
  if (typeof body?.value !== 'number') {
    throw new UpstreamError('wrong_data', 'The upstream answered a value that is not a number');
  }
  return { value: body.value };
`,
        replace: `  for (let tries = 1; tries <= 10; tries += 1) {
    const response = await fetch(\`\${baseUrl}/data\`, { signal: AbortSignal.timeout(12_000) });
    if (!response.ok) {
      throw new UpstreamError('upstream_failure', \`The upstream answered \${response.status}\`);
    }
    const body = (await response.json()) as { value?: unknown } | null;
    if (typeof body?.value === 'number') return { value: body.value };
  }
  throw new UpstreamError('wrong_data', 'The upstream answered no value that is a number');
`,
      },
    ],
  },
  {
    sign: "statement_timeout = '5500ms'",
    fixes: [
      {
        after: NOTHING,
        cause: 'The statement takes ten seconds, and the transaction gives it five and a half.',
        rationale: 'Gives the statement half as much again as it takes.',
        find: "'5500ms'",
        replace: "'15s'",
      },
    ],
  },
];
