import type { Described, DescribedOption } from './describe.ts';

/** For fish: a line for each thing that can follow. */
export function fish({ commands, common }: Described): string {
  const lines = commands.flatMap(({ name, description, options, words }) => [
    `complete -c suture -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ...options.map((each) => `complete -c suture -n '__fish_seen_subcommand_from ${name}' ${option(each)}`),
    ...(words.length > 0
      ? [`complete -c suture -n '__fish_seen_subcommand_from ${name}' -a ${quote(words.join(' '))}`]
      : []),
  ]);
  return [
    '# suture: suture completion fish | source',
    'complete -c suture -f',
    ...common.map((each) => `complete -c suture -n __fish_use_subcommand ${option(each)}`),
    ...lines,
  ].join('\n');
}

function option({ flag, description, values }: DescribedOption): string {
  const choices = values && values.length > 0 ? ` -a ${quote(values.join(' '))}` : '';
  return `-l ${flag.slice(2)}${values === null ? '' : ` -x${choices}`} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
