import type { Described } from './describe.ts';

/** For bash: the first word that is no option is the command. */
export function bash({ commands, common }: Described): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, values: choices }) =>
      choices === null ? [] : [`    "${name} ${flag}") words="${choices.join(' ')}" ;;`],
    ),
  );
  const rest = commands.map(
    ({ name, words, options }) =>
      `    "${name} "*) words="${[...words, ...options.map(({ flag }) => flag)].join(' ')}" ;;`,
  );
  const first = [...commands.map(({ name }) => name), ...common.map(({ flag }) => flag)];
  return `# suture: eval "$(suture completion bash)"
_suture() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" at
  for ((at = 1; at < COMP_CWORD; at += 1)); do
    case "\${COMP_WORDS[at]}" in
      -*) ;;
      *) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command $before" in
${[...values, ...rest].join('\n')}
    " "*) words="${first.join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _suture suture`;
}
