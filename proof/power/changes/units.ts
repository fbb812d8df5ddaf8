import type { SyntaxNode } from '../../checks/program.ts';
import { requiredModule } from '../path.ts';
import { bare, initOf, isFunction, type Reading } from '../reading.ts';
import { assemble, type Part, partOf } from './part.ts';

/** A statement without those that it holds; they follow it, and name it as what is around them. */
export interface Unit {
  part: Part;
  around: Unit | null;
}

/** The names that a program declares anywhere, but for what it imports. */
export function declaredIn({ variables }: Reading): Set<string> {
  return new Set(variables.filter(({ defs }) => defs[0]?.type !== 'ImportBinding').map(({ name }) => name));
}

/**
 * The statements of a program in their order, also those of the functions and classes within.
 * @param others the names that the other text declares: one that is not among them stands for its value
 */
export function unitsOf(reading: Reading, others: ReadonlySet<string>): Unit[] {
  const units: Unit[] = [];

  const meaning = (identifier: SyntaxNode): SyntaxNode | null => {
    const variable = reading.variable(identifier);
    if (!variable || others.has(variable.name)) return null;
    const found = initOf(variable);
    return found?.id.type === 'Identifier' && !isFunction(bare(found.init)) ? found.init : null;
  };

  /** One unit of expressions, and then the bodies of the functions in them. */
  const add = (
    around: Unit | null,
    node: SyntaxNode,
    label: string,
    given: (SyntaxNode | null | undefined)[],
  ): Unit => {
    const functions: SyntaxNode[] = [];
    const onFunction = (found: SyntaxNode) => functions.push(found);
    const kids = given.flatMap((each, index) => {
      // What is declared or written keeps its name.
      const isTarget = index === 0 && (label === '=' || label === 'declare');
      return each ? [partOf({ meaning: isTarget ? () => null : meaning, onFunction }, each)] : [];
    });
    const [only] = kids;
    const part = label === '' && only ? only : assemble({ kind: label, label, kids, node });
    const unit = { part: { ...part, node }, around };
    units.push(unit);
    for (const each of functions) body(each, unit);
    return unit;
  };
  const body = (node: SyntaxNode, around: Unit | null): void => {
    if (node.body?.type === 'BlockStatement') all(node.body.body, around);
    else if (node.body) add(around, node.body, 'return', [node.body]);
  };
  const all = (statements: (SyntaxNode | null | undefined)[], around: Unit | null): void => {
    for (const each of statements) if (each) statement(each, around);
  };
  const members = (node: SyntaxNode, around: Unit | null): void => {
    const made = add(around, node, `class ${node.id?.name ?? ''}`, [
      node.superClass,
      ...(node.decorators ?? []),
    ]);
    for (const each of node.body.body as SyntaxNode[]) {
      if (each.type === 'StaticBlock') all(each.body, made);
      else if (!each.value || each.type.startsWith('TS')) continue;
      else if (isFunction(each.value)) {
        const method = add(made, each, labelOf(each), [...(each.decorators ?? []), ...each.value.params]);
        body(each.value, method);
      } else add(made, each, labelOf(each), [...(each.decorators ?? []), each.value]);
    }
  };

  const statement = (node: SyntaxNode, around: Unit | null): void => {
    switch (node.type) {
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (/Declaration$/.test(node.declaration?.type ?? '')) statement(node.declaration, around);
        else if (node.declaration) add(around, node, 'default', [node.declaration]);
        return;
      case 'BlockStatement':
        all(node.body, around);
        return;
      case 'FunctionDeclaration':
        body(node, add(around, node, `function ${node.id?.name ?? ''}`, node.params));
        return;
      case 'ClassDeclaration':
        members(node, around);
        return;
      case 'VariableDeclaration':
        for (const each of node.declarations as SyntaxNode[]) {
          if (each.init && requiredModule(reading, bare(each.init)) !== null) continue;
          const classy = each.init && bare(each.init).type === 'ClassExpression';
          if (classy) members({ ...bare(each.init), id: each.id } as SyntaxNode, around);
          else add(around, each, each.init ? '=' : 'declare', [each.id, each.init]);
        }
        return;
      case 'IfStatement': {
        const made = add(around, node, 'if', [node.test]);
        statement(node.consequent, made);
        if (node.alternate) statement(node.alternate, add(made, node.alternate, 'else', []));
        return;
      }
      case 'ForStatement': {
        if (node.init) statement(node.init, around);
        statement(node.body, add(around, node, 'for', [node.test, node.update]));
        return;
      }
      case 'ForInStatement':
      case 'ForOfStatement':
        statement(
          node.body,
          add(around, node, `${node.type} ${node.await ? 'await' : ''}`, [
            node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left,
            node.right,
          ]),
        );
        return;
      case 'WhileStatement':
      case 'DoWhileStatement':
        statement(node.body, add(around, node, node.type, [node.test]));
        return;
      case 'LabeledStatement':
        statement(node.body, around);
        return;
      case 'SwitchStatement': {
        const made = add(around, node, 'switch', [node.discriminant]);
        for (const each of node.cases as SyntaxNode[])
          all(each.consequent, add(made, each, 'case', [each.test]));
        return;
      }
      case 'TryStatement': {
        const made = add(around, node, 'try', []);
        statement(node.block, made);
        if (node.handler)
          statement(node.handler.body, add(made, node.handler, 'catch', [node.handler.param]));
        if (node.finalizer) statement(node.finalizer, add(made, node.finalizer, 'finally', []));
        return;
      }
      case 'ReturnStatement':
        add(around, node, 'return', [node.argument]);
        return;
      case 'ThrowStatement':
        add(around, node, 'throw', [node.argument]);
        return;
      case 'ExpressionStatement':
        if (bare(node.expression).type === 'AssignmentExpression' && bare(node.expression).operator === '=')
          add(around, node, '=', [bare(node.expression).left, bare(node.expression).right]);
        else add(around, node, '', [node.expression]);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        add(around, node, node.type, [node.label]);
        return;
      default:
        if (!/^(?:TS|Import|Export|Empty)/.test(node.type)) add(around, node, node.type, []);
    }
  };

  all(reading.root.body, null);
  return units;
}

function labelOf({ key, kind, static: isStatic }: SyntaxNode): string {
  return `${isStatic ? 'static ' : ''}${kind ?? 'field'} ${key.name ?? key.value}`;
}
