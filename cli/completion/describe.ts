import type { Command } from 'commander';

/** An option as a shell completes it. */
export interface DescribedOption {
  flag: string;
  description: string;
  /** What it may be followed by: null for a switch, empty where any text will do. */
  values: readonly string[] | null;
}

/** A command as a shell completes it. */
export interface DescribedCommand {
  name: string;
  description: string;
  options: DescribedOption[];
  /** What its argument may be, where that is a choice. */
  words: readonly string[];
}

export interface Described {
  commands: DescribedCommand[];
  /** Those that stand before a command's name, too. */
  common: DescribedOption[];
}

/** All that can be completed, from the commands themselves. */
export function describe(program: Command): Described {
  const common = optionsOf(program);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...optionsOf(command), ...common],
    words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }));
  return { commands, common };
}

function optionsOf(command: Command): DescribedOption[] {
  return command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long ? [{ flag: long, description, values: required || optional ? (argChoices ?? []) : null }] : [],
  );
}
