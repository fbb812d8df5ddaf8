import { obtain } from '../../stack/components/component.ts';
import { shell } from '../../stack/components/shell.ts';

/**
 * The path of a shell, installed where it is not there; null where it cannot be had, which is said in a line. Tests that
 * need it are skipped then.
 */
export async function findShell(
  name: 'bash' | 'zsh' | 'fish',
  environment: Record<string, string | undefined>,
): Promise<string | null> {
  const say = (line: string) => console.error(line);
  try {
    const setUp = { environment, root: process.cwd(), say, signal: new AbortController().signal };
    return (await obtain(shell(name), setUp)).path;
  } catch (error) {
    say(`The tests of ${name}'s completion are skipped: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
