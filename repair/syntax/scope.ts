import type { Node } from 'oxc-parser';
import type { Binding, Scopes } from './binding.ts';
import { annotatedKind, type Kind, kindOf } from './kinds.ts';
import { ancestors, bare, is, isFunction, isRead } from './nodes.ts';
import type { Place, Source } from './source.ts';
import { kindByUse } from './usage.ts';

/**
 * Finds what every name of a file is bound to, with a guess of the kind of its value.
 * @param further names that are visible at a place behind those that are declared
 */
export function findScopes(source: Source, further: (place: Place) => Binding[] = () => []): Scopes {
  const byScope = new Map<Node, Binding[]>();
  const add = (scope: Node, id: Node, how: Binding['how'], kind: Kind) => {
    for (const name of boundNames(id, source, kind)) {
      const list = byScope.get(scope) ?? [];
      list.push({ ...name, how, scope });
      byScope.set(scope, list);
    }
  };
  for (const place of source.places) declare(place, source, add);

  const cache = new Map<Place, Binding[]>();
  const visible = (place: Place): Binding[] => {
    const known = cache.get(place);
    if (known) return known;
    const found = new Map<string, Binding>();
    let crossed = false;
    for (const at of [place, ...ancestors(place)]) {
      for (const binding of byScope.get(at.node) ?? []) {
        const later = binding.start > place.node.start && !crossed;
        if (later && (binding.how === 'variable' || binding.how === 'constant')) continue;
        if (!found.has(binding.name)) found.set(binding.name, binding);
      }
      crossed ||= isFunction(at.node);
    }
    for (const each of further(place)) if (!found.has(each.name)) found.set(each.name, each);
    const bindings = [...found.values()];
    cache.set(place, bindings);
    return bindings;
  };
  const binding = (place: Place, name: string) =>
    visible(place).find((candidate) => candidate.name === name) ?? null;
  const counts = new Map<Binding, number>();
  const scopes: Scopes = {
    visible,
    binding,
    reads: (known) => counts.get(known) ?? 0,
    kind: (node) => kindOf(node, (name) => binding(source.placeOf(bare(node)), name)?.kind ?? 'unknown'),
  };
  kindByUse(source, scopes);
  for (const place of source.of('Identifier')) {
    const read = isRead(place) ? binding(place, place.node.name) : null;
    if (read) counts.set(read, (counts.get(read) ?? 0) + 1);
  }
  return scopes;
}

type Add = (scope: Node, id: Node, how: Binding['how'], kind: Kind) => void;

function declare(place: Place, source: Source, add: Add): void {
  const { node } = place;
  if (isFunction(node)) {
    if (node.id && place.parent) add(blockAround(place).node, node.id, 'function', 'function');
    for (const parameter of node.params) add(node, parameter as Node, 'parameter', 'unknown');
  } else if (node.type === 'ClassDeclaration' && node.id) {
    add(blockAround(place).node, node.id, 'class', 'function');
  } else if (node.type === 'VariableDeclarator' && is(place.parent, 'VariableDeclaration')) {
    const declaration = place.parent;
    const loop = declaration.parent?.node;
    const looped = loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement';
    const scope = loop && (looped || loop.type === 'ForStatement') ? loop : blockAround(declaration).node;
    const kind = node.init ? kindOf(node.init) : loop?.type === 'ForInStatement' ? 'string' : 'unknown';
    const how = looped ? 'loop' : declaration.node.kind === 'const' ? 'constant' : 'variable';
    add(scope, node.id as Node, how, kind);
  } else if (node.type === 'CatchClause' && node.param) {
    add(node, node.param as Node, 'parameter', 'object');
  } else if (
    node.type === 'ImportSpecifier' ||
    node.type === 'ImportDefaultSpecifier' ||
    node.type === 'ImportNamespaceSpecifier'
  ) {
    add(source.program, node.local, 'import', 'unknown');
  }
}

/** The node whose text sees what is declared at a place. */
function blockAround(place: Place): Place {
  let last = place;
  for (const at of ancestors(place)) {
    last = at;
    const { type } = at.node;
    if (type === 'BlockStatement' || type === 'SwitchStatement' || type === 'Program') return at;
    if (type === 'StaticBlock' || isFunction(at.node)) return at;
  }
  return last;
}

/** The names that a declaration, a parameter or a pattern binds. @param kind of a plain name */
export function boundNames(
  id: Node,
  source: Source,
  kind: Kind,
): { name: string; start: number; kind: Kind }[] {
  switch (id.type) {
    case 'Identifier': {
      const annotation = 'typeAnnotation' in id && id.typeAnnotation ? source.slice(id.typeAnnotation) : '';
      const annotated = annotation ? annotatedKind(annotation) : 'unknown';
      return [{ name: id.name, start: id.start, kind: annotated === 'unknown' ? kind : annotated }];
    }
    case 'AssignmentPattern':
      return boundNames(id.left as Node, source, kindOf(id.right));
    case 'RestElement':
      return boundNames(id.argument as Node, source, 'array');
    case 'ObjectPattern':
      return id.properties.flatMap((property) =>
        boundNames(
          (property.type === 'RestElement' ? property.argument : property.value) as Node,
          source,
          'unknown',
        ),
      );
    case 'ArrayPattern':
      return id.elements.flatMap((element) =>
        element ? boundNames(element as Node, source, 'unknown') : [],
      );
    case 'TSParameterProperty':
      return boundNames(id.parameter as Node, source, kind);
    default:
      return [];
  }
}
