import { SPECIFIER_FLAG } from '../detection/find-node.ts';
import { below } from '../detection/source-tree.ts';
import { type Cause, type Facts, firstMatch, textOf } from './facts.ts';

/** A checkout has a name of Suture's: what follows is a path of the repository. */
const WORKTREE = /^.*\/app_[a-z]+_\w+\//;

/** Code that Prisma writes, which a fresh checkout does not have. */
export const prismaClient: Cause = (facts) => {
  if (!/@prisma\/client did not initialize|prisma generate/.test(textOf(facts)) || facts.part === 'packages')
    return null;
  return {
    cause:
      'The Prisma client is not generated: neither an install script nor the build does it in a fresh checkout.',
    write:
      'build: prisma generate && npm run build\ninstall:\n  hosts: [binaries.prisma.sh]   # where its engine comes from',
  };
};

/** Prisma's engine of migrations, which no package brings. */
export const prismaEngine: Cause = (facts) => {
  if (!/Could not find schema-engine binary|spawn \S*schema-engine\S* ENOENT/.test(textOf(facts)))
    return null;
  return {
    cause:
      'Prisma makes the tables by an engine that comes from binaries.prisma.sh, which the sandbox does not reach.',
    write:
      'install:\n  hosts: [binaries.prisma.sh]   # or commit migrations (prisma migrate dev): they are SQL, and need no engine',
  };
};

/** The program that a command names is not there. */
export const missingCommand: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /(?:sh|bash): (?:line )?\d*:? ?([\w./@-]+): (?:command )?not found/,
  );
  const name = found?.[1];
  if (!name || name.startsWith('node_modules/')) return null;
  return {
    cause: `The command runs ${name}, which no package of the lockfile brings.`,
    write: `Add ${name} to package.json and its lockfile, or write another command in suture.yaml.`,
  };
};

/** An import without its ending, which Node's own loader of modules never completes. */
export const missingEnding: Cause = (facts) => {
  const found = firstMatch(textOf(facts), /Cannot find module '(\/[^'\n]+)' imported from (\/\S+)/);
  if (!found || /\.[cm]?[jt]sx?$|\.json$|\.node$/.test(found[1] ?? '')) return null;
  const [inside, by] = found.slice(1, 3).map((path) => insideOf(facts, path)) as [string, string];
  // What a build wrote lies below a folder that the commit does not have.
  const source = inside.replace(/^(?:dist|build|lib|out)\//, '');
  const file = facts.tree.paths.find((path) =>
    new RegExp(`(^|/)${escaped(source)}(/index)?\\.[cm]?[jt]sx?$`).test(path),
  );
  if (!file) return null;
  const isDropped = SPECIFIER_FLAG.test(facts.tree.read(below(facts.root, 'package.json')) ?? '');
  return {
    cause: `${by} imports ${inside} without its ending, which Node does not complete${isDropped ? ' from version 19 on' : ''}; ${file} is in the commit.`,
    write: isDropped
      ? 'node: 18'
      : 'Write the ending in the import ("./app.js"), or a "start" that completes it, such as: start: tsx src/index.ts',
  };
};

/** A path of an output, as the service's own commands write it. */
function insideOf(facts: Facts, path: string): string {
  const inRepository = path.replace(WORKTREE, '').replace(/^\//, '');
  return inRepository.startsWith(`${facts.root}/`) ? inRepository.slice(facts.root.length + 1) : inRepository;
}

/** The file that is started, or imported, is not in the commit. */
export const missingFile: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /Cannot find module '(\/[^'\n]+)'/,
    /ERR_MODULE_NOT_FOUND[^\n]*'(\/[^'\n]+)'/,
  );
  const path = found?.[1];
  if (!path || path.endsWith('.node')) return null;
  const inside = insideOf(facts, path);
  const built = /; the build writes (\S+)$/.exec(facts.message)?.[1];
  if (facts.part === 'start' && built) {
    return {
      cause: `${inside} does not exist after the build, which writes ${built}.`,
      write: `start: node ${built}`,
    };
  }
  const name = inside.split('/').slice(-2).join('/');
  const elsewhere = facts.tree.paths.filter(
    (each) =>
      each !== below(facts.root, inside) && new RegExp(`(^|/)${escaped(name)}(\\.[cm]?[jt]s)?$`).test(each),
  );
  const [other] = elsewhere;
  const folder = other?.slice(0, -name.length).replace(/\/$/, '').replace(/\/$/, '');
  if (facts.part === 'start' && other && folder && folder !== facts.root) {
    const where = facts.root === '' ? 'the root of the repository' : facts.root;
    return {
      cause: `${inside} is not in ${where}; ${other} is the likely one, so the service's folder is ${folder}.`,
      write: `root: ${folder}`,
    };
  }
  if (/(^|\/)(dist|build|lib|out)\//.test(inside)) {
    const isSilent = facts.tree.paths.some(
      (each) => each === below(facts.root, 'tsconfig.json') && hasNoEmit(facts.tree.read(each)),
    );
    if (isSilent) {
      return {
        cause: `${inside} does not exist after the build: tsconfig.json has "noEmit", with which tsc writes nothing.`,
        write:
          'Correct tsconfig.json, or write a build that writes it into suture.yaml:\nbuild: tsc --noEmit false',
      };
    }
    return {
      cause: `${inside} does not exist after the build: nothing writes it.`,
      write: 'build: npm run build   # the command that writes it',
    };
  }
  return {
    cause: `${inside} is not in the commit. A file that git ignores is not checked out.`,
    write: 'Commit it, or write another "start" in suture.yaml.',
  };
};

/** Comments are looked over: a setting that is commented out has slashes before it. */
function hasNoEmit(config: string | null): boolean {
  return config !== null && /^\s*"noEmit"\s*:\s*true\b/m.test(config);
}

/** A file that is read when the program starts, and that nobody commits: a key, a certificate. */
export const missingInput: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /ENOENT: no such file or directory, (?:open|stat|lstat|access) '([^'\n]+)'/,
  );
  const path = found?.[1]?.replace(WORKTREE, '');
  if (!path || facts.part === 'packages' || facts.tree.paths.includes(below(facts.root, path))) return null;
  return {
    cause: `It reads ${path}, which the commit does not have.`,
    write: 'Commit one for tests, or name another by a variable under "environment".',
  };
};

/** A package that is imported and not installed. */
export const missingPackage: Cause = (facts) => {
  const found = firstMatch(textOf(facts), /Cannot find (?:module|package) '((?:@[\w.-]+\/)?[\w.-]+)[^'\n]*'/);
  const name = found?.[1];
  if (!name || name.startsWith('.')) return null;
  return {
    cause: `The package ${name} is imported and the lockfile does not bring it.`,
    write: `Run \`npm install ${name}\`, and commit package.json with its lockfile.`,
  };
};

export const compilerError: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /[^\n]*\berror TS\d+: [^\n]+/,
    /[✘✖] ?\[ERROR\] ([^\n]+)/,
    /SyntaxError: [^\n]+/,
  );
  if (!found || (facts.part !== 'build' && facts.part !== 'types')) return null;
  const line = (found[1] ?? found[0]).trim();
  return {
    cause: `The ${facts.part === 'types' ? 'type check' : 'build'} finds an error: ${line}`,
    write:
      facts.part === 'types'
        ? 'Correct it, or leave the type check out: typecheck: false'
        : 'Correct it, commit, and run `suture check` again; write "build" where another command builds the service.',
  };
};

/** A write where the sandbox has none. */
export const readOnlyFolder: Cause = (facts) => {
  const found = firstMatch(
    textOf(facts),
    /(?:EROFS|EACCES|EPERM)[^\n]*? '?(\/[^'\n]+)'?/,
    /Read-only file system[^\n]*/,
  );
  const made = /(?:ENOENT|EROFS|EACCES)[^\n]*, mkdir '(\.?\/?[^'\n]+)'/.exec(textOf(facts))?.[1];
  const path = made?.replace(WORKTREE, '').replace(/^\.\//, '');
  const [top] = path?.split('/') ?? [];
  // Of a folder that the commit has, the rest is not the service's to write.
  const folder = facts.tree.paths.some((each) => each.startsWith(`${below(facts.root, top ?? '')}/`))
    ? path
    : top;
  if (folder && facts.part !== 'packages') {
    return {
      cause: `It makes the folder ${folder} beside itself, where the sandbox is read-only.`,
      write: `output: [dist, ${folder}]   # the folders that the build writes, and that the service writes`,
    };
  }
  if (!found) return null;
  const written = (found[1] ?? '').replace(WORKTREE, '');
  return {
    cause: written
      ? `It writes ${written}, which is read-only in the sandbox.`
      : 'It writes where the sandbox is read-only.',
    write:
      facts.part === 'start' || facts.part === 'health'
        ? 'Let the service write below the folder that TMPDIR names.'
        : 'output: [dist]   # the folders that the build writes',
  };
};

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
