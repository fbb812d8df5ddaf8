import type { Node } from 'oxc-parser';
import type { Binding } from './binding.ts';
import { annotatedKind, fieldName, type Kind, kindOf } from './kinds.ts';
import { ancestors, type FunctionNode, functionAround } from './nodes.ts';
import type { Place, Source } from './source.ts';

/**
 * The fields and getters of the class around a place, as names such as `this.size`; empty outside of its methods.
 * A static method has none.
 */
export function fieldsOf(source: Source): (place: Place) => Binding[] {
  const known = new Map<Node, Binding[]>();
  return (place) => {
    const body = [...ancestors(place)].find(({ node }) => node.type === 'ClassBody');
    const method = [place, ...ancestors(place)].find(({ parent }) => parent === body);
    if (!body || !functionAround(place) || isStatic(method)) return [];
    const fields = known.get(body.node) ?? readFields(source, body.node);
    known.set(body.node, fields);
    return fields;
  };
}

function readFields(source: Source, scope: Node): Binding[] {
  const found = new Map<string, Binding>();
  const add = (name: string | null, kind: Kind, how: Binding['how'], start: number) => {
    const before = name === null ? undefined : found.get(name);
    if (name === null || (before && before.kind !== 'unknown')) return;
    found.set(name, { name: `this.${name}`, kind, how: before?.how ?? how, start, scope });
  };
  const inside = ({ node }: Place) => node.start >= scope.start && node.end <= scope.end;
  for (const { node } of source.of('PropertyDefinition').filter(inside)) {
    if (node.static) continue;
    const annotated = kindOfType(source, node.typeAnnotation);
    const kind = annotated === 'unknown' && node.value ? kindOf(node.value) : annotated;
    add(fieldName(node.key), kind, node.readonly ? 'constant' : 'variable', node.start);
  }
  // The tree has no places for what only types have.
  const made = source
    .of('MethodDefinition')
    .filter(inside)
    .find(({ node }) => node.kind === 'constructor');
  for (const node of (made?.node.value.params ?? []) as Node[]) {
    if (node.type !== 'TSParameterProperty') continue;
    const parameter = node.parameter.type === 'AssignmentPattern' ? node.parameter.left : node.parameter;
    if (parameter.type !== 'Identifier') continue;
    const kind = kindOfType(source, parameter.typeAnnotation ?? null);
    add(parameter.name, kind, node.readonly ? 'constant' : 'variable', node.start);
  }
  for (const { node } of source.of('AssignmentExpression').filter(inside)) {
    const { left } = node;
    if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression' || left.computed) continue;
    add(
      fieldName(left.property),
      node.operator === '=' ? kindOf(node.right) : 'unknown',
      'variable',
      node.start,
    );
  }
  for (const { node } of source.of('MethodDefinition').filter(inside))
    if (node.kind === 'get' && !node.static)
      add(fieldName(node.key), kindOfGetter(source, node.value), 'constant', node.start);
  return [...found.values()];
}

function isStatic(place: Place | undefined): boolean {
  return place !== undefined && 'static' in place.node && place.node.static === true;
}

/** The kind that the type of a getter says, or the value of its only statement. */
function kindOfGetter(source: Source, getter: FunctionNode): Kind {
  const annotated = kindOfType(source, getter.returnType);
  const [only] = getter.body && 'body' in getter.body ? (getter.body.body as Node[]) : [];
  if (annotated !== 'unknown' || only?.type !== 'ReturnStatement' || !only.argument) return annotated;
  return kindOf(only.argument);
}

function kindOfType(source: Source, annotation: Node | null | undefined): Kind {
  return annotation ? annotatedKind(source.slice(annotation)) : 'unknown';
}
