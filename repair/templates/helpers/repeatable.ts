import type { Node } from 'oxc-parser';
import { bare, calleeName, identifierName, memberName, stringValue } from '../../syntax/nodes.ts';
import type { NodeOf, Source } from '../../syntax/source.ts';
import { functionsCalling, isHttpCall } from './outbound.ts';

interface Range {
  start: number;
  end: number;
}

/** Idempotent methods, https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
const IDEMPOTENT = new Set(['get', 'head', 'options', 'trace', 'put', 'delete']);
const OTHERS = new Set(['post', 'patch', 'connect']);
/** By which an upstream knows a request again. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEY_HEADER = /^(x-)?idempotency-key$/i;
/** Calls that give the same value again: they read a request, or write a value otherwise. */
const STEADY_CALLS = new Set(['get', 'header', 'param', 'query', 'toString', 'String']);

/**
 * Functions that must not be run again as a whole, since they may send a request whose repetition may have an effect of its
 * own: one of another method, or of one that cannot be read off the code, without a key that stays the same.
 * @param region what would be repeated
 */
export function unrepeatable(source: Source, region: Range): Set<Node> {
  const found = functionsCalling(source, (node) => isHttpCall(node) && !isRepeatable(source, node, region));
  return new Set([...found.keys()].map(({ node }) => node));
}

/** Whether an HTTP call may be made again when `region` is repeated. */
export function isRepeatable(source: Source, node: Node, region: Range): boolean {
  const call = bare(node);
  if (call.type !== 'CallExpression') return false;
  const [address, ...others] = call.arguments as Node[];
  const objects = [
    ...(address && !isAddress(address) ? optionsOf(source, address) : []),
    ...others.flatMap((argument) => optionsOf(source, argument)),
  ];
  const options = objects.filter((object) => object !== 'unknown');
  if (options.some((object) => hasSteadyKey(source, object, region))) return true;
  const method = methodOf(call, options);
  if (method !== null) return IDEMPOTENT.has(method);
  // Without a word about it, all clients send GET; options that cannot be read may say another.
  return !objects.includes('unknown') && !options.some((object) => mentionsMethod(object));
}

/** The method that a call names in what can be read; null when it names none. */
function methodOf(call: NodeOf<'CallExpression'>, options: NodeOf<'ObjectExpression'>[]): string | null {
  const named = (memberName(call.callee) ?? '').toLowerCase();
  if (IDEMPOTENT.has(named) || OTHERS.has(named)) return named;
  const first = stringValue(call.arguments[0] as Node | undefined)?.toLowerCase() ?? '';
  if (IDEMPOTENT.has(first) || OTHERS.has(first)) return first;
  for (const { properties } of options) {
    const at = properties.findIndex((each) => each.type !== 'SpreadElement' && keyOf(each) === 'method');
    const property = properties[at];
    if (property?.type !== 'Property') continue;
    const method = stringValue(property.value as Node);
    // What is spread behind it might say another.
    const overridden = properties.slice(at).some(({ type }) => type === 'SpreadElement');
    if (method !== null && !overridden) return method.toLowerCase();
  }
  return null;
}

function mentionsMethod(object: NodeOf<'ObjectExpression'>): boolean {
  return object.properties.some(
    (property) => property.type === 'SpreadElement' || keyOf(property) === 'method',
  );
}

/** Names of what holds an address or a body. */
const NO_OPTIONS = /url|uri|href|base|address|endpoint|path|data|body|payload/i;

/** Whether a first argument is where the request goes, which says nothing of its method. */
function isAddress(argument: Node): boolean {
  const value = bare(argument);
  switch (value.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'BinaryExpression':
      return true;
    case 'NewExpression':
      return calleeName(value) === 'URL';
    case 'CallExpression':
      return NO_OPTIONS.test(calleeName(value) ?? '');
    case 'MemberExpression':
      return NO_OPTIONS.test(memberName(value) ?? '');
    default:
      return false;
  }
}

/** The objects that an argument is or stands for; `unknown` where it may be one that is not in sight. */
function optionsOf(source: Source, argument: Node): (NodeOf<'ObjectExpression'> | 'unknown')[] {
  const value = bare(argument);
  switch (value.type) {
    case 'ObjectExpression':
      return [value];
    case 'Literal':
    case 'TemplateLiteral':
      return [];
    case 'NewExpression':
      // `new Request(url, options)`; an address and a body have no options.
      return calleeName(value) === 'Request'
        ? value.arguments.flatMap((inner) =>
            isAddress(inner as Node) ? [] : optionsOf(source, inner as Node),
          )
        : [];
    case 'ConditionalExpression':
      return [...optionsOf(source, value.consequent), ...optionsOf(source, value.alternate)];
    case 'LogicalExpression':
      return [...optionsOf(source, value.left), ...optionsOf(source, value.right)];
    case 'Identifier': {
      if (value.name === 'undefined') return [];
      const init = initOf(source, value.name);
      if (init && !isChanged(source, value.name)) return isAddress(init) ? [] : optionsOf(source, init);
      return !init && NO_OPTIONS.test(value.name) ? [] : ['unknown'];
    }
    default:
      return ['unknown'];
  }
}

/** Whether anything is assigned to a name, or to a property of what it holds. */
function isChanged(source: Source, name: string): boolean {
  return source.of('AssignmentExpression').some(({ node: { left } }) => {
    const target = left.type === 'MemberExpression' ? bare(left.object) : (left as Node);
    return identifierName(target) === name;
  });
}

function hasSteadyKey(source: Source, options: NodeOf<'ObjectExpression'>, region: Range): boolean {
  const headers = propertyOf(options, /^headers$/);
  const given = headers && bare(headers);
  const made = given?.type === 'NewExpression' ? (given.arguments[0] as Node | undefined) : given;
  const objects = made ? optionsOf(source, made) : [];
  return objects.some((object) => {
    const key = object === 'unknown' ? null : propertyOf(object, KEY_HEADER);
    return key !== null && isSteady(source, key, region);
  });
}

/** Whether a value is the same each time that the region is run: nothing in it is drawn anew. */
function isSteady(source: Source, value: Node, region: Range): boolean {
  return source.places
    .filter(({ node }) => node.start >= value.start && node.end <= value.end)
    .every(({ node }) => {
      if (node.type === 'CallExpression' || node.type === 'NewExpression') {
        return STEADY_CALLS.has(calleeName(node) ?? '');
      }
      const init = node.type === 'Identifier' ? initOf(source, node.name) : null;
      const within = init && init.start >= region.start && init.end <= region.end;
      return !within || isSteady(source, init, region);
    });
}

/** What a name was given where it is declared; null when it is declared nowhere in the file, or more than once. */
function initOf(source: Source, name: string): Node | null {
  const declared = source.of('VariableDeclarator').filter(({ node }) => identifierName(node.id) === name);
  return declared.length === 1 ? (declared[0]?.node.init ?? null) : null;
}

function propertyOf(object: NodeOf<'ObjectExpression'>, name: RegExp): Node | null {
  for (const property of object.properties) {
    if (property.type !== 'SpreadElement' && name.test(keyOf(property) ?? '')) return property.value as Node;
  }
  return null;
}

function keyOf(property: NodeOf<'Property'>): string | null {
  if (property.computed) return null;
  return identifierName(property.key as Node) ?? stringValue(property.key as Node);
}
