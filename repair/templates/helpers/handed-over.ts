import type { Node } from 'oxc-parser';
import {
  bare,
  calleeName,
  functionAround,
  functionName,
  identifierName,
  memberName,
} from '../../syntax/nodes.ts';
import type { Source } from '../../syntax/source.ts';

/**
 * The values in a file that a value used elsewhere comes from: what constants and properties of its name are given, and
 * what is passed to the function whose parameter it is.
 * @param user the file that uses `node`, which may be the same one
 */
export function* handedOver(source: Source, user: Source, node: Node): Generator<Node> {
  const name = identifierName(node) ?? memberName(node);
  if (!name) return;
  if (source !== user) {
    for (const { node: declared } of source.of('VariableDeclarator')) {
      if (declared.init && identifierName(declared.id) === name) yield declared.init;
    }
    for (const { node: property, parent } of source.of('Property')) {
      if (parent?.node.type === 'ObjectExpression' && identifierName(property.key) === name) {
        yield property.value;
      }
    }
  }
  const owner = functionAround(user.placeOf(bare(node)));
  const index = owner?.node.params.findIndex((parameter) => parameterName(parameter) === name) ?? -1;
  const called = owner && functionName(owner);
  for (const { node: call } of index >= 0 && called ? source.of('CallExpression') : []) {
    const argument = calleeName(call) === called ? call.arguments[index] : undefined;
    if (argument) yield argument;
  }
}

function parameterName(parameter: { type: string }): string | null {
  const node = parameter as Node;
  return identifierName(node.type === 'AssignmentPattern' ? (node.left as Node) : node);
}
