import { expect, it } from 'vitest';
import { lockedArchives } from './locked-archives.ts';
import { lockedRegistry, refuseUnreached } from './unreached-archives.ts';

const REACHED = ['registry.npmjs.org:443', 'registry.yarnpkg.com:443'];
const ARCHIVE = 'https://pkgs.example.com/acme/_packaging/npm/registry/';

const npm = (packages: Record<string, object>) => JSON.stringify({ lockfileVersion: 3, packages });
const LOCKFILES = {
  npm: npm({
    '': { name: 'shop' },
    'node_modules/one': { resolved: `${ARCHIVE}one/-/one-1.0.0.tgz` },
    'node_modules/one/node_modules/@acme/two': { resolved: `${ARCHIVE}@acme/two/-/two-1.0.0.tgz` },
    'node_modules/public': { resolved: 'https://registry.npmjs.org/public/-/public-1.0.0.tgz' },
  }),
  'npm, as npm 6 writes it': JSON.stringify({
    lockfileVersion: 1,
    dependencies: {
      '@acme/two': { resolved: `${ARCHIVE}@acme/two/-/two-1.0.0.tgz` },
      public: {
        resolved: 'https://registry.npmjs.org/public/-/public-1.0.0.tgz',
        dependencies: { one: { resolved: `${ARCHIVE}one/-/one-1.0.0.tgz` } },
      },
    },
  }),
  pnpm: `lockfileVersion: '9.0'
packages:

  '@acme/two@1.0.0':
    resolution: {integrity: sha512-x==, tarball: ${ARCHIVE}@acme/two/-/two-1.0.0.tgz}

  one@1.0.0:
    resolution: {integrity: sha512-x==, tarball: ${ARCHIVE}one/-/one-1.0.0.tgz}
    engines: {node: '>=18'}

  public@1.0.0:
    resolution: {integrity: sha512-x==}
`,
  'pnpm, as pnpm 7 writes it': `lockfileVersion: 5.4
packages:

  /@acme/two/1.0.0:
    resolution: {integrity: sha512-x==, tarball: ${ARCHIVE}@acme/two/-/two-1.0.0.tgz}

  /one/1.0.0:
    resolution: {integrity: sha512-x==, tarball: ${ARCHIVE}one/-/one-1.0.0.tgz}
`,
  yarn: `# yarn lockfile v1

"@acme/two@^1.0.0", "@acme/two@^1.0.1":
  version "1.0.0"
  resolved "${ARCHIVE}@acme/two/-/two-1.0.0.tgz#abc"
  dependencies:
    public "^1.0.0"

one@^1.0.0:
  version "1.0.0"
  resolved "${ARCHIVE}one/-/one-1.0.0.tgz#abc"

public@^1.0.0:
  version "1.0.0"
  resolved "https://registry.yarnpkg.com/public/-/public-1.0.0.tgz#abc"
`,
  'yarn 4': `__metadata:
  version: 8

"@acme/two@npm:^1.0.0":
  version: 1.0.0
  resolution: "@acme/two@npm:1.0.0::__archiveUrl=${encodeURIComponent(`${ARCHIVE}@acme/two/-/two-1.0.0.tgz`)}"

"one@${ARCHIVE}one/-/one-1.0.0.tgz":
  version: 1.0.0
  resolution: "one@${ARCHIVE}one/-/one-1.0.0.tgz"

"public@npm:^1.0.0":
  version: 1.0.0
  resolution: "public@npm:1.0.0"
`,
};
const manager = (name: 'npm' | 'pnpm' | 'yarn') => ({ name, lockfile: `lockfile of ${name}` });
const judged =
  (text: string, more: { reached?: string[]; replaced?: string } = {}) =>
  () =>
    refuseUnreached(manager('npm'), text, more.reached ?? REACHED, { replaced: more.replaced ?? null });

it.each(Object.entries(LOCKFILES))(
  'names the packages that a lockfile of %s takes from a private registry, and what to write',
  (which, text) => {
    const name = which.replace(/\W.*/, '') as 'npm' | 'pnpm' | 'yarn';
    const ofPrivate = lockedArchives(name, text).filter(({ url }) => url.hostname === 'pkgs.example.com');
    expect(ofPrivate.map((archive) => archive.name).sort()).toEqual(['@acme/two', 'one']);
    const judge = (reached: string[]) => () =>
      refuseUnreached(manager(name), text, reached, { replaced: null });
    expect(judge(REACHED)).toThrow(
      /^lockfile of \w+ takes the packages \S+ and \S+ from pkgs\.example\.com, .*hosts: \[pkgs\.example\.com\], token: NPM_TOKEN/,
    );
    expect(judge([...REACHED, 'pkgs.example.com:443'])).not.toThrow();
  },
);

it.each([
  ['an optional package', npm({ 'node_modules/a': { resolved: `${ARCHIVE}a.tgz`, optional: true } })],
  [
    'a git repository',
    npm({ 'node_modules/a': { resolved: 'git+ssh://git@github.com/acme/a.git#0123456' } }),
  ],
  ['a folder', npm({ 'node_modules/a': { resolved: 'packages/a', link: true } })],
  [
    'the public registry without TLS',
    npm({ 'node_modules/a': { resolved: 'http://registry.npmjs.org/a/-/a-1.0.0.tgz' } }),
  ],
])('leaves %s to the package manager', (_, text) => {
  expect(judged(text)).not.toThrow();
});

it('believes npm where it asks its own registry in place of the one that the lockfile names', () => {
  expect(judged(LOCKFILES.npm, { replaced: 'always' })).not.toThrow();
  expect(judged(LOCKFILES.npm, { replaced: 'pkgs.example.com' })).not.toThrow();
  expect(judged(LOCKFILES.npm, { replaced: 'never' })).toThrow(/pkgs\.example\.com/);
});

it('asks for no token of a code host, and names a registry without TLS in .npmrc', () => {
  const from = (resolved: string) => npm({ 'node_modules/a': { resolved } });
  expect(judged(from('https://codeload.github.com/acme/a/tar.gz/0123456'))).toThrow(
    /Write "install: \{ hosts: \[codeload\.github\.com\] \}"/,
  );
  expect(judged(from('http://registry.example.com:4873/a/-/a-1.0.0.tgz'))).toThrow(
    /Name the registry in \.npmrc: registry=http:\/\/registry\.example\.com:4873\/$/,
  );
});

it('gives the token to the registry that the lockfile and suture.yaml name, and to no code host', () => {
  expect(lockedRegistry({ name: 'npm' }, LOCKFILES.npm, ['pkgs.example.com'])).toBe(
    'https://pkgs.example.com/',
  );
  expect(lockedRegistry({ name: 'npm' }, LOCKFILES.npm, ['binaries.example.com'])).toBeUndefined();
  const code = npm({ 'node_modules/a': { resolved: 'https://codeload.github.com/acme/a/tar.gz/0' } });
  expect(lockedRegistry({ name: 'npm' }, code, ['codeload.github.com'])).toBeUndefined();
});
