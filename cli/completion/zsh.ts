import type { Described, DescribedCommand, DescribedOption } from './describe.ts';

/** For zsh, by its own `_arguments`. */
export function zsh({ commands, common }: Described): string {
  const names = commands.map(({ name, description }) => `        '${name}:${quote(description)}'`);
  const cases = commands.map(({ name, ...command }) => `        ${name}) _arguments ${specs(command)} ;;`);
  return `#compdef suture
# suture: eval "$(suture completion zsh)"
_suture() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${common.map(option).join(' ')} '1:command:->command' '*::argument:->argument'
  case "$state" in
    command)
      local -a commands=(
${names.join('\n')}
      )
      _describe command commands
      ;;
    argument)
      case "$line[1]" in
${cases.join('\n')}
      esac
      ;;
  esac
}
compdef _suture suture`;
}

function specs({ options, words }: Omit<DescribedCommand, 'name'>): string {
  const choice = words.length > 0 ? [`'1:argument:(${words.join(' ')})'`] : [];
  return [...options.map(option), ...choice].join(' ');
}

function option({ flag, description, values }: DescribedOption): string {
  const about = `${flag}[${quote(description)}]`;
  if (values === null) return `'${about}'`;
  return `'${about}:value:${values.length > 0 ? `(${values.join(' ')})` : ' '}'`;
}

function quote(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '(').replaceAll(']', ')');
}
