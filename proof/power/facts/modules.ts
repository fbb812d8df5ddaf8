import type { SyntaxNode } from '../../checks/program.ts';
import { type Add, type FactFinder, quote } from '../fact.ts';
import { moduleOf, requiredModule } from '../path.ts';
import { bare } from '../reading.ts';

/** Modules of Node by which a program leaves itself. */
const REACHING = new Set(
  `child_process cluster dgram dns fs http http2 https inspector module net os process repl tls trace_events v8 vm wasi
  worker_threads readline tty diagnostics_channel async_hooks perf_hooks sqlite test`.split(/\s+/),
);
/** Of these, the ones that no fix may begin to load. */
const FORBIDDEN = new Set(
  `child_process cluster dgram dns fs http http2 https inspector module net process repl tls trace_events v8 vm wasi
  worker_threads`.split(/\s+/),
);
const words = (text: string) => new Set(text.split(/\s+/));
/** What a fix may take of a module: names that compute and change nothing that others share, and refusals of a framework. */
const PURE: Record<string, Set<string>> = {
  util: words(`promisify isDeepStrictEqual format formatWithOptions inspect types styleText stripVTControlCharacters
    toUSVString TextEncoder TextDecoder`),
  buffer: words('Buffer Blob File constants isUtf8 isAscii atob btoa'),
  string_decoder: words('StringDecoder'),
  'timers/promises': words('setTimeout setImmediate'),
  crypto:
    words(`randomUUID randomBytes randomInt createHash createHmac hash timingSafeEqual scrypt scryptSync pbkdf2 pbkdf2Sync
    hkdf hkdfSync createCipheriv createDecipheriv createSign createVerify sign verify constants`),
  '@nestjs/common':
    words(`BadRequestException NotFoundException ConflictException GoneException UnprocessableEntityException
    BadGatewayException GatewayTimeoutException ServiceUnavailableException`),
};
/** Modules of Node that may be taken as a whole, but for a name that reads where a file lies. */
const PURE_WHOLE = new Set(
  'path path/posix path/win32 url querystring assert assert/strict punycode util/types'.split(' '),
);
const NOT_PURE = new Set(['fileURLToPath']);

/** The modules that a program loads, each with what it takes of them. */
export const findModules: FactFinder = (reading, add) => {
  for (const node of reading.body) {
    if (
      node.type === 'TSImportEqualsDeclaration' &&
      node.moduleReference.expression &&
      node.importKind !== 'type'
    ) {
      loaded(node.moduleReference.expression.value, ['*'], node, add);
    }
    if (!node.source || node.importKind === 'type' || node.exportKind === 'type') continue;
    const specifiers: SyntaxNode[] = node.specifiers ?? [];
    const values = specifiers.filter((each) => each.importKind !== 'type' && each.exportKind !== 'type');
    if (specifiers.length > 0 && values.length === 0) continue;
    loaded(node.source.value, values.map(importedName), node, add);
  }
  for (const { node } of reading.nodes) {
    const required = requiredModule(reading, node);
    if (required !== null) loaded(required, namesTaken(reading.parent(node)), node, add);
    if (node.type === 'ImportExpression') {
      const name = moduleOf(reading, node.source);
      if (/^(data|file|blob|https?):/.test(name)) {
        add('dynamic_code', `load:${name}`, `loads code from ${quote(name)}`, node, { refused: true });
      } else loaded(name, ['*'], node, add);
    }
  }
};

/** True for a module of Node whose calls reach out of the program. */
export function isReaching(module: string): boolean {
  return REACHING.has(baseName(module));
}

/** True for a name of one of Node's modules that computes and reaches nothing. */
export function isPureImport(module: string, name: string): boolean {
  const bareName = module.replace(/^node:/, '');
  return PURE_WHOLE.has(bareName) ? !NOT_PURE.has(name) : (PURE[bareName]?.has(name) ?? false);
}

function loaded(module: string, names: string[], node: SyntaxNode, add: Add): void {
  const name = module.replace(/^node:/, '');
  const forbidden =
    FORBIDDEN.has(baseName(module)) || module === '(any module)' || /^(data|file|https?):/.test(module);
  if (names.length === 0 || !names.every((each) => isPureImport(module, each))) {
    const what =
      module === '(any module)'
        ? 'loads a module that only the running program knows'
        : `loads the module ${module}`;
    add('module', `module:${name}`, forbidden ? `${what}, which no fix may` : what, node, {
      refused: forbidden,
    });
  }
  for (const each of names) {
    if (!isPureImport(module, each))
      add('module', `import:${name}#${each}`, `takes ${quote(each)} from ${module}`, node);
  }
}

function importedName(node: SyntaxNode): string {
  if (node.type === 'ImportDefaultSpecifier') return 'default';
  if (node.type === 'ImportNamespaceSpecifier') return '*';
  const name = node.imported ?? node.local;
  return name.name ?? String(name.value);
}

/** What `const { a } = require('…')` takes. */
function namesTaken(parent: SyntaxNode | null): string[] {
  const pattern = parent?.type === 'VariableDeclarator' ? parent.id : null;
  if (pattern?.type !== 'ObjectPattern') return ['*'];
  return pattern.properties.map((each: SyntaxNode) => bare(each.key ?? each.argument).name ?? '*');
}

function baseName(module: string): string {
  return module.replace(/^node:/, '').split('/')[0] ?? '';
}
