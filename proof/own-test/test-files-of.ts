import { join } from 'node:path';
import { openSourceFolder } from '../screen/source-folder.ts';
import { TEST_FILE, testFiles } from '../screen/test-files.ts';
import type { Base } from '../tools.ts';

/** Test files that are read, at most. */
const MOST_FILES = 200;

/** The test files of a commit that its test command runs, or that are named as runners expect, without what the build writes. */
export function testFilesOf({ folder, definition, output, loose }: Base): {
  files: { path: string; text: string }[];
  /** Every file of the commit. */
  all: string[];
} {
  const source = openSourceFolder(folder);
  const { test: command, root } = definition;
  const found =
    (command && testFiles(command, source, root)) ?? source.files.filter((path) => TEST_FILE.test(path));
  const isWritten = (path: string) =>
    [...output, ...loose].some((one) => `${path}/`.startsWith(`${join(one)}/`));
  const files = found
    .filter((path) => !isWritten(path))
    .slice(0, MOST_FILES)
    .flatMap((path) => {
      const text = source.read(path);
      return text === null ? [] : [{ path, text }];
    });
  return { files, all: source.files };
}
