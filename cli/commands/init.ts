import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { type DetectedService, detectService, nameFrom } from '../../domain/detection/detect-service.ts';
import { findServices } from '../../domain/detection/find-services.ts';
import type { Place } from '../../domain/detection/place.ts';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE, ServiceName } from '../../domain/service-definition.ts';
import { EXIT } from '../exit-codes.ts';
import { writeDefinition } from '../init/write-definition.ts';
import { topFolderOf } from '../local-repository.ts';
import { safeJson } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { describeDetected } from '../views/detected.ts';

export interface InitOptions {
  /** The service's folder, from the repository's root. */
  root?: string;
  name?: string;
  /** Replaces a file that is there. */
  force: boolean;
}

export interface InitContext {
  /** Where the user stands: the repository, or a folder of it. */
  folder: string;
  readTree(folder: string): SourceTree;
  terminal: Terminal;
  json: boolean;
}

/**
 * Finds out how the service of a repository is built, started and tested, and writes its `suture.yaml`. Nothing is run.
 * @throws SutureError `usage` when there is no service, more than one, or a `suture.yaml` already
 */
export function init(options: InitOptions, context: InitContext): number {
  const { readTree, terminal, json } = context;
  const folder = topFolderOf(context.folder);
  const file = join(folder, DEFINITION_FILE);
  if (existsSync(file) && !options.force) {
    throw new SutureError(
      'usage',
      `${file} is there already. Change it, or write it anew by: suture init --force`,
    );
  }
  const inside = relative(realpathSync(folder), realpathSync(context.folder)).split(sep).join('/');
  const found = detectService(chooseService(readTree(folder), options.root, inside, folder));
  const name = options.name ?? found.name ?? nameFrom(basename(folder)) ?? '';
  if (!ServiceName.safeParse(name).success) {
    throw new SutureError(
      'usage',
      `"${name}" cannot be the name of a service. Give it one of lower-case letters, digits and dashes: suture init --name shop`,
    );
  }
  const text = writeDefinition(name, found);
  writeFileSync(file, text);
  if (json) terminal.say(safeJson({ file, name, found }));
  else describe(found, text, terminal);
  return EXIT.ok;
}

/** @param inside where the user stands, from the repository's root: the service of that folder is meant */
function chooseService(tree: SourceTree, root: string | undefined, inside: string, folder: string): Place {
  const services = findServices(tree);
  const wanted = root?.replace(/^\.\/|\/+$/g, '');
  const around = services.filter(
    (place) => place.folder !== '' && `${inside}/`.startsWith(`${place.folder}/`),
  );
  const chosen =
    wanted !== undefined
      ? services.filter((place) => place.folder === wanted)
      : around.length > 0
        ? around
        : services;
  const [only, ...more] = chosen;
  if (only && more.length === 0) return only;
  const folders = services.map((place) => place.folder || '.').join(', ');
  if (services.length === 0) {
    throw new SutureError(
      'usage',
      `No package.json was found in ${folder}. Run this in the repository of a Node service.`,
    );
  }
  throw new SutureError(
    'usage',
    only
      ? `There are several services: ${folders}. Say which: suture init --root ${only.folder || '.'}`
      : `There is no service in ${root}. Found: ${folders}.`,
  );
}

function describe(found: DetectedService, text: string, terminal: Terminal): void {
  for (const line of describeDetected(found, terminal)) terminal.say(line);
  const open = text.split('\n').filter((line) => /^\s*# (.*\?( |$)|Nothing tells)/.test(line)).length;
  terminal.say('');
  terminal.say(
    `${DEFINITION_FILE} is written.${open > 0 ? ` ${open === 1 ? 'One question stands' : `${open} questions stand`} in it as comments: answer them.` : ''}`,
  );
  terminal.say('Read it and commit it. Then start Suture, which attaches the service: suture up');
}
