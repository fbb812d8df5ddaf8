import { managerWithoutLockfile } from '../detection/find-package-manager.ts';
import { type Cause, type Facts, firstMatch, textOf } from './facts.ts';

const LOCKFILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];
const LOCKFILE = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock)$/;

const INSTALLERS = {
  npm: { command: 'npm install', lockfile: 'package-lock.json' },
  pnpm: { command: 'pnpm install', lockfile: 'pnpm-lock.yaml' },
  yarn: { command: 'yarn install', lockfile: 'yarn.lock' },
};

/** `package.json` names packages and nothing says which versions of them. */
export const noLockfile: Cause = (facts) => {
  const { part, tree, root } = facts;
  if (part !== 'packages' && !/Cannot find (module|package) '[^./]/.test(textOf(facts))) return null;
  if (tree.paths.some((path) => LOCKFILE.test(path))) return null;
  const file = root === '' ? 'package.json' : `${root}/package.json`;
  const ignored = LOCKFILES.find((name) => tree.read('.gitignore')?.split(/\r?\n/).includes(name));
  const { command, lockfile } = INSTALLERS[managerWithoutLockfile(tree, root)];
  return {
    cause: `${file} names packages and the commit has no lockfile, so their versions are not known.`,
    write: ignored
      ? `Remove ${ignored} from .gitignore, run \`${command}\`, and commit the lockfile that it writes.`
      : `Run \`${command}\`, and commit the ${lockfile} that it writes.`,
  };
};

export const lockfileBehind: Cause = (facts) => {
  const behind =
    /in sync|EUSAGE|ERR_PNPM_OUTDATED_LOCKFILE|YN0028|lockfile (needs to be updated|would have been modified)|frozen-lockfile/i;
  if (facts.part !== 'packages' || !behind.test(textOf(facts))) return null;
  // npm names each package that differs, and ends in a page of its options.
  const differs = /\b(?:Missing: [^\n]+ from lock file|Invalid: lock file's [^\n]+)/.exec(textOf(facts))?.[0];
  return {
    cause: `The lockfile does not fit package.json${differs ? `. npm says: ${differs}` : ''}.`,
    write: 'Run the install command of your package manager, and commit the lockfile that it writes.',
  };
};

export const privateRegistry: Cause = (facts) => {
  const refused = firstMatch(textOf(facts), /\b(E401|E403|ENEEDAUTH|ERR_PNPM_FETCH_40[13]|YN0041)\b[^\n]*/);
  if (facts.part !== 'packages' || !refused) return null;
  return {
    cause: `The package registry refuses access: ${refused[0].trim()}.`,
    write:
      'install:\n  token: NPM_TOKEN   # the variable of Suture that holds the token; .npmrc names it, too',
  };
};

/** A lockfile that takes packages from where the installer may not reach, as the installer reads before it starts. */
export const unnamedRegistry: Cause = ({ part, message }) => {
  const [, cause, advice = ''] =
    /^(.+, which is no public registry, .+? names it)\. (.+)$/s.exec(message) ?? [];
  if (part !== 'packages' || !cause) return null;
  const hosts = /hosts: \[([^\]]+)\]/.exec(advice)?.[1];
  if (!hosts) return { cause: `${cause}.`, write: advice };
  const token = advice.includes('token:')
    ? "\n  token: NPM_TOKEN   # the variable of Suture's with the registry's token; leave it out where it asks for none"
    : '';
  return { cause: `${cause}.`, write: `install:\n  hosts: [${hosts}]${token}` };
};

/** A proxy that reads what goes by it signs with an authority of its own, which Node does not know. */
const UNTRUSTED =
  /SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)|CERT_UNTRUSTED|self[- ]signed certificate|unable to (?:verify the first certificate|get (?:local )?issuer certificate)/;

export const untrustedRegistry: Cause = (facts) => {
  const found = UNTRUSTED.exec(textOf(facts));
  if (facts.part !== 'packages' || !found) return null;
  return {
    cause: `The package registry, or a proxy before it, shows a certificate of an authority that Node does not know (${found[0]}).`,
    write:
      'Set NODE_EXTRA_CA_CERTS where Suture starts to the file with the certificate of that authority, or name the file to npm: npm config set cafile <file>',
  };
};

/** The package manager itself, rather than a script of a package, failed. */
const BY_MANAGER = /: (?:npm ci|pnpm install|yarn install) failed/;

/** An install script, or the package manager, that asks another host than the registry. */
export const scriptReachesOut: Cause = (facts) => {
  if (facts.part !== 'packages') return null;
  const host = unreachedHost(facts);
  if (!host) return null;
  const who = BY_MANAGER.test(facts.message) ? 'The package manager' : 'An install script';
  return {
    cause: `${who} reaches out to ${host}, and the sandbox lets it reach the package registry only.`,
    write: `install:\n  hosts: [${host}]`,
  };
};

/** A module of compiled code that is not there, or was compiled for another Node. */
export const nativeModule: Cause = (facts) => {
  const text = textOf(facts);
  const compiled = firstMatch(
    text,
    /Cannot find module '([^'\n]*\.node)'/,
    /(?:Error: )?([^\s'"]+\.node): (?:invalid ELF header|cannot open shared object|wrong ELF)/,
    /The module '([^'\n]*\.node)'\s+was compiled against a different Node/,
    /Could not locate the bindings file/,
    /gyp ERR! (?:cwd|stack)[^\n]*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/,
    /\b(?:gyp ERR!|node-gyp:? (?:not found|command not found)|sh: \d*:? ?node-gyp: not found)/,
  );
  if (!compiled) return null;
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(compiled[1] ?? '')?.[1] ?? packageOf(text);
  const what = name ? `The native module of ${name}` : 'A native module';
  return facts.part === 'packages'
    ? {
        cause: `${what} is compiled when it is installed, and that failed.`,
        write:
          'Install a compiler and Python (Debian: `apt-get install build-essential python3`), or a version of the package with prebuilt binaries.',
      }
    : {
        cause: `${what} is missing: its install script has not made it, or made it for another Node.`,
        write:
          'Check that the package is in "dependencies", and that the lockfile is of this platform; write "node" where the service needs another version.',
      };
};

/** A host that a program asked for by name and did not reach. */
export function unreachedHost(facts: Facts): string | null {
  const found = firstMatch(
    textOf(facts),
    /(?:getaddrinfo|queryA) (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED) ([\w.-]+\.[\w-]+)/,
    /Could not resolve host:? ([\w.-]+)/,
    /(?:unable to resolve host address|Temporary failure in name resolution)[^\n]*?‘?([\w-]+(?:\.[\w-]+)+)/,
    /refused[^\n]*? (?:host |to )([\w-]+(?:\.[\w-]+)+)/,
    /CONNECT ([\w-]+(?:\.[\w-]+)+)/,
    /Forbidden https?:\/\/([\w-]+(?:\.[\w-]+)+)/,
    /It asked for ([\w-]+(?:\.[\w-]+)+)/,
  );
  return found?.[1] ?? null;
}

function packageOf(text: string): string | null {
  return /node_modules\/((?:@[^/\s'"]+\/)?[^/\s'")]+)/.exec(text)?.[1] ?? null;
}
