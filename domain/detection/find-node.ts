import { readPackageFile } from './package-file.ts';
import { below, type Finding, type SourceTree, upwards } from './source-tree.ts';

/** Files that hold a version of Node and nothing else. */
const VERSION_FILES = ['.nvmrc', '.node-version'];

/** A flag that completes imports without an ending. Node has it from 12 to 18, and takes it without effect later. */
export const SPECIFIER_FLAG = /--(?:experimental|es-module)-specifier-resolution[= ]node\b/;

/**
 * The version of Node that a service asks for, as it writes it: `22`, `>=20 <23`, `lts/jod`. What a developer's machine uses
 * counts before the range that package.json allows, since it is the narrower of the two.
 */
export function findNode(tree: SourceTree, folder: string): Finding<string> | null {
  for (const at of upwards(folder)) {
    for (const name of VERSION_FILES) {
      const path = below(at, name);
      const version = tree.read(path)?.trim().split(/\s/)[0]?.replace(/^v/, '');
      if (version) return { value: version, because: `${path} says so` };
    }
    const tools = below(at, '.tool-versions');
    const asdf = /^nodejs\s+(\S+)/m.exec(tree.read(tools) ?? '')?.[1];
    if (asdf) return { value: asdf, because: `${tools} says so` };
    const file = readPackageFile(tree, at);
    if (file?.volta) return { value: file.volta, because: `"volta" in ${file.path} says so` };
    if (file?.node) return { value: file.node, because: `"engines" in ${file.path} says so` };
  }
  const own = readPackageFile(tree, folder);
  const [script] = Object.entries(own?.scripts ?? {}).find(([, text]) => SPECIFIER_FLAG.test(text)) ?? [];
  if (own && script) {
    return { value: '18', because: `the script "${script}" in ${own.path} has a flag that Node 19 dropped` };
  }
  return null;
}
