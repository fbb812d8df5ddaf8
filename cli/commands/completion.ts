import type { Command } from 'commander';
import { SutureError } from '../../domain/errors.ts';

interface Described {
  name: string;
  description: string;
  options: { flag: string; description: string }[];
}

/** A completion script, made from the commands themselves, for a shell to evaluate. */
export function completion(shell: string, program: Command): string {
  const common = optionsOf(program);
  const commands = program.commands
    .filter((command) => !['help'].includes(command.name()))
    .map(
      (command): Described => ({
        name: command.name(),
        description: command.description().split('\n')[0] ?? '',
        options: [...optionsOf(command), ...common],
      }),
    );
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
    default:
      throw new SutureError('usage', `There is no completion for ${shell}; there is for bash, zsh and fish.`);
  }
}

function optionsOf(command: Command): Described['options'] {
  return command.options.flatMap(({ long, description }) => (long ? [{ flag: long, description }] : []));
}

function bash(commands: Described[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  );
  return `# suture: eval "$(suture completion bash)"
_suture() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')}"
  else
    case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _suture suture`;
}

function zsh(commands: Described[]): string {
  const quote = (text: string) =>
    text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '(').replaceAll(']', ')');
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, description }) => `'${flag}[${quote(description)}]'`);
    return `    ${name}) _arguments ${specs.join(' ')} ;;`;
  });
  return `#compdef suture
# suture: eval "$(suture completion zsh)"
_suture() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, description }) => `      '${name}:${quote(description)}'`).join('\n')}
    )
    _describe command commands
    return
  fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
}
compdef _suture suture`;
}

function fish(commands: Described[]): string {
  const quote = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c suture -n __fish_use_subcommand -a ${name} -d '${quote(description)}'`,
    ...options.map(
      ({ flag, description: about }) =>
        `complete -c suture -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d '${quote(about)}'`,
    ),
  ]);
  return ['# suture: suture completion fish | source', 'complete -c suture -f', ...lines].join('\n');
}
