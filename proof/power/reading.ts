import { analyze, type Scope, type ScopeVariable } from '@typescript-eslint/scope-manager';
import { type ParsedProgram, parseProgram, type SyntaxNode } from '../checks/program.ts';

/** What a name is bound to, as far as its power is concerned. */
export type Variable = ScopeVariable;

/** A parsed file whose names are resolved. */
export interface Reading extends ParsedProgram {
  path: string;
  parent(node: SyntaxNode): SyntaxNode | null;
  /** What an identifier refers to; null for a global, undefined where it is no reference to a value. */
  variable(identifier: SyntaxNode): Variable | null | undefined;
  /** Every variable of the file. */
  variables: Variable[];
}

const readings = new WeakMap<ParsedProgram, Reading>();

/**
 * Parses a file and resolves its names.
 * @throws Error when the text does not parse
 */
export function readProgram(path: string, text: string): Reading {
  const program = parseProgram(path, text);
  const reading = readings.get(program) ?? resolve(path, program);
  readings.set(program, reading);
  return reading;
}

function resolve(path: string, program: ParsedProgram): Reading {
  const module = program.root.sourceType === 'module';
  const scopes = analyze(program.root as never, {
    sourceType: module ? 'module' : 'commonjs',
    globalReturn: !module,
    lib: [],
    emitDecoratorMetadata: false,
  });
  const parents = new Map(program.nodes.map(({ node, parent }) => [node, parent]));
  const known = new Map<unknown, Variable | null>();
  for (const scope of scopes.scopes as Scope[]) {
    for (const { identifier, resolved, isTypeReference, isValueReference } of scope.references) {
      if (isTypeReference && !isValueReference) continue;
      known.set(identifier, resolved && !isAmbient(resolved as Variable) ? (resolved as Variable) : null);
    }
  }
  return {
    ...program,
    path,
    parent: (node) => parents.get(node) ?? null,
    variable: (identifier) => known.get(identifier),
    variables: scopes.variables as Variable[],
  };
}

/** True for a name that only types know: at run time it is the global of that name. */
function isAmbient({ defs }: Variable): boolean {
  return (
    defs.length > 0 &&
    defs.every((definition) => {
      const [node, parent] = [definition.node, definition.parent] as unknown as (SyntaxNode | null)[];
      const declared =
        node?.declare === true || parent?.declare === true || node?.type === 'TSDeclareFunction';
      return declared || node?.importKind === 'type' || parent?.importKind === 'type';
    })
  );
}

const WRAPPERS = new Set([
  'TSAsExpression',
  'TSTypeAssertion',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
  'ChainExpression',
]);

/** An expression without what changes only how it is read: casts, `!`, parentheses, the comma operator. */
export function bare(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (;;) {
    if (WRAPPERS.has(at.type)) at = at.expression;
    else if (at.type === 'SequenceExpression') at = at.expressions.at(-1);
    else return at;
  }
}

/** The node in which an expression is used, casts and parentheses left out, and its own outermost wrapper. */
export function useOf(reading: Reading, node: SyntaxNode): { user: SyntaxNode | null; as: SyntaxNode } {
  let as = node;
  let user = reading.parent(as);
  while (user && WRAPPERS.has(user.type)) {
    as = user;
    user = reading.parent(as);
  }
  return { user, as };
}

export function isFunction(node: SyntaxNode | null | undefined): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node?.type ?? '');
}

/** The functions around a node, innermost first. */
export function functionsAround(reading: Reading, node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let at = reading.parent(node); at; at = reading.parent(at)) if (isFunction(at)) found.push(at);
  return found;
}

/** True when the variable keeps the value of its declaration. */
function isConstant(variable: Variable): boolean {
  return variable.references.filter((reference) => reference.isWrite()).length <= 1;
}

/** The expression that a `const`, or a variable that is never written again, was declared with. */
export function initOf(variable: Variable | null | undefined): { init: SyntaxNode; id: SyntaxNode } | null {
  const [definition] = variable?.defs ?? [];
  if (!variable || definition?.type !== 'Variable' || variable.defs.length > 1) return null;
  const declarator = definition.node as unknown as SyntaxNode;
  if (!declarator.init || !isConstant(variable)) return null;
  return { init: declarator.init, id: declarator.id };
}

/** Words of a text: what could be a name. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []);
}
