import { stringify } from 'yaml';
import type { DetectedService } from '../../domain/detection/detect-service.ts';
import type { Finding } from '../../domain/detection/source-tree.ts';
import { wholeBuild } from '../../domain/detection/whole-build.ts';

const HEAD = `# What Suture knows of this service. Each entry may be changed; what is not here is as the documentation of Suture says.
`;

/** What nobody has seen yet is not committed for them. */
const DELIVER = `# A proven fix is put before a person: as a pull request, or as a branch of a local repository.
deliver: review
`;

/**
 * The text of a `suture.yaml`: what was found of a service, each entry with the sign by which it was found. What a person has to
 * fill in stands there as a comment.
 * @param name of the service
 */
export function writeDefinition(name: string, found: DetectedService): string {
  const { build, typecheck, test, start } = found.commands;
  return [
    `${HEAD}${entry('name', name)}`,
    found.root === ''
      ? ''
      : `# The folder of the service, in which its commands run.\n${entry('root', found.root)}`,
    command('build', wholeBuild(found), build ?? found.siblings[0]),
    command('typecheck', typecheck?.value, typecheck),
    command('test', test?.value, test),
    command('start', start?.value, start) ||
      '# Nothing tells how the service is started. Write it here, as a line for sh.\n# start: node server.js\n',
    found.health
      ? said('health', found.health)
      : '# No health check was found: the service counts as started once its port takes connections.\n# health: /healthz\n',
    database(found),
    environment(found),
    DELIVER,
    ...found.otherDatabases.map(
      ({ value, because }) =>
        `# The service uses ${value}, since ${because}. The sandbox has none: what needs it cannot be replayed.\n`,
    ),
  ]
    .filter(Boolean)
    .join('\n');
}

function entry(key: string, value: unknown): string {
  return stringify({ [key]: value }, { lineWidth: 0 });
}

function said(key: string, { value, because }: Finding<unknown>): string {
  return `# ${sentence(because)}\n${entry(key, value)}`;
}

function command(
  key: string,
  value: string | null | undefined,
  sign: Finding<unknown> | null | undefined,
): string {
  return value && sign ? said(key, { value, because: sign.because }) : '';
}

function database({ database }: DetectedService): string {
  if (!database) return '';
  const { variable, migrations } = database.value;
  const lines = [`# ${sentence(database.because)}`, 'database:', '  kind: postgres'];
  if (variable) lines.push(indented('variable', variable));
  else
    lines.push(
      '  # By which variable does the service learn the URL of its database?',
      '  # variable: DATABASE_URL',
    );
  if (migrations && 'command' in migrations.value) {
    lines.push(`  # ${sentence(migrations.because)}`, indented('migrate', migrations.value.command));
  } else if (migrations && 'sql' in migrations.value) {
    lines.push(`  # ${sentence(migrations.because)}`, `  sql: [${migrations.value.sql.join(', ')}]`);
  } else {
    lines.push(
      '  # How does an empty database get its tables? A line for sh.',
      '  # migrate: npm run migrate',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Plain values that an example gives are taken over; a secret is named and left out. */
function environment({ variables }: DetectedService): string {
  const plain = variables.filter(({ purpose, example }) => purpose === 'plain' && example !== null);
  const asked = variables.filter(
    ({ purpose, example }) => purpose === 'secret' || (purpose === 'upstream' && example === null),
  );
  if (plain.length + asked.length === 0) return '';
  const [first] = plain;
  const lines = [
    `# Variables of the service in the sandbox. ${first ? `${sentence(`${first.from} gives these values`)} ` : ''}No secret belongs here.`,
  ];
  lines.push(plain.length > 0 ? 'environment:' : '# environment:');
  for (const { name, example } of plain) lines.push(indented(name, example ?? ''));
  for (const { name, purpose } of asked) {
    lines.push(`  # ${name}: ${purpose === 'secret' ? 'a made-up value of the same shape' : 'http://…'}`);
  }
  return `${lines.join('\n')}\n`;
}

function indented(key: string, value: string): string {
  return `  ${entry(key, value).trimEnd()}`;
}

function sentence(because: string): string {
  return /^[a-z]\S*\.\S/.test(because)
    ? `${because}.`
    : `${because.charAt(0).toUpperCase()}${because.slice(1)}.`;
}
