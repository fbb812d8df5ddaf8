import type { Template } from '../template.ts';
import { absentVariable } from './absent-variable.ts';
import { answerError } from './answer-error.ts';
import { answerEvent } from './answer-event.ts';
import { answerMissing } from './answer-missing.ts';
import { answerOnce } from './answer-once.ts';
import { answerUpstream } from './answer-upstream.ts';
import { applyHelper } from './apply-helper.ts';
import { boundArray } from './bound-array.ts';
import { boundLimit } from './bound-limit.ts';
import { cacheKey } from './cache-key.ts';
import { callbackContext } from './callback-context.ts';
import { catchUnawaited } from './catch-unawaited.ts';
import { checkAnswer } from './check-answer.ts';
import { cloneStatement } from './clone-statement.ts';
import { combineAssignment } from './combine-assignment.ts';
import { convertUnit } from './convert-unit.ts';
import { copyValue } from './copy-value.ts';
import { defaultValue } from './default-value.ts';
import { deleteStatement } from './delete-statement.ts';
import { dropOperand } from './drop-operand.ts';
import { emptyList } from './empty-list.ts';
import { encodeHeader } from './encode-header.ts';
import { ensureEntry } from './ensure-entry.ts';
import { errorStatus } from './error-status.ts';
import { fillCollection } from './fill-collection.ts';
import { guardAbsent } from './guard-absent.ts';
import { httpTimeout } from './http-timeout.ts';
import { inTurn } from './in-turn.ts';
import { initialValue } from './initial-value.ts';
import { leaveLoop } from './leave-loop.ts';
import { limitWait } from './limit-wait.ts';
import { listWithin } from './list-within.ts';
import { loopCondition } from './loop-condition.ts';
import { loopForm } from './loop-form.ts';
import { missingArgument } from './missing-argument.ts';
import { missingAwait } from './missing-await.ts';
import { missingReturn } from './missing-return.ts';
import { moveStatement } from './move-statement.ts';
import { negateCondition } from './negate-condition.ts';
import { orderCases } from './order-cases.ts';
import { ownKey } from './own-key.ts';
import { payloadMember } from './payload-member.ts';
import { plainValue } from './plain-value.ts';
import { refuseAbsent } from './refuse-absent.ts';
import { refuseError } from './refuse-error.ts';
import { refuseInput } from './refuse-input.ts';
import { refuseThrown } from './refuse-thrown.ts';
import { regroup } from './regroup.ts';
import { release } from './release.ts';
import { replaceIdentifier } from './replace-identifier.ts';
import { replaceMember } from './replace-member.ts';
import { restoreFinally } from './restore-finally.ts';
import { rethrow } from './rethrow.ts';
import { retry } from './retry.ts';
import { sameLength } from './same-length.ts';
import { shiftConstant } from './shift-constant.ts';
import { shiftExpression } from './shift-expression.ts';
import { sortComparator } from './sort-comparator.ts';
import { splitOnce } from './split-once.ts';
import { sqlDivision } from './sql-division.ts';
import { sqlMeaning } from './sql-meaning.ts';
import { sqlNames } from './sql-names.ts';
import { sqlResult } from './sql-result.ts';
import { sqlSyntax } from './sql-syntax.ts';
import { statementTimeout } from './statement-timeout.ts';
import { storedText } from './stored-text.ts';
import { strengthenCondition } from './strengthen-condition.ts';
import { stringLiteral } from './string-literal.ts';
import { swapArguments } from './swap-arguments.ts';
import { swapArithmetic } from './swap-arithmetic.ts';
import { swapBranches } from './swap-branches.ts';
import { swapComparison } from './swap-comparison.ts';
import { swapLogical } from './swap-logical.ts';
import { swapOperands } from './swap-operands.ts';
import { takenApart } from './taken-apart.ts';
import { throwWithStatus } from './throw-with-status.ts';
import { transplantExpression } from './transplant-expression.ts';
import { unambiguousPattern } from './unambiguous-pattern.ts';
import { unknownName } from './unknown-name.ts';
import { unwrapCall } from './unwrap-call.ts';
import { wrapValue } from './wrap-value.ts';

/** All templates. The order only breaks ties. */
export const templates: readonly Template[] = [
  sqlSyntax,
  sqlNames,
  sqlMeaning,
  sqlResult,
  boundLimit,
  boundArray,
  refuseInput,
  refuseError,
  refuseThrown,
  throwWithStatus,
  refuseAbsent,
  ownKey,
  emptyList,
  storedText,
  absentVariable,
  plainValue,
  listWithin,
  sqlDivision,
  sameLength,
  encodeHeader,
  answerEvent,
  statementTimeout,
  httpTimeout,
  retry,
  limitWait,
  checkAnswer,
  answerUpstream,
  answerMissing,
  answerOnce,
  answerError,
  errorStatus,
  catchUnawaited,
  unambiguousPattern,
  cacheKey,
  release,
  restoreFinally,
  rethrow,
  inTurn,
  payloadMember,
  missingAwait,
  takenApart,
  guardAbsent,
  unknownName,
  callbackContext,
  applyHelper,
  convertUnit,
  splitOnce,
  cloneStatement,
  combineAssignment,
  copyValue,
  defaultValue,
  deleteStatement,
  dropOperand,
  ensureEntry,
  fillCollection,
  initialValue,
  leaveLoop,
  loopCondition,
  loopForm,
  missingArgument,
  missingReturn,
  moveStatement,
  negateCondition,
  orderCases,
  regroup,
  replaceIdentifier,
  replaceMember,
  shiftConstant,
  shiftExpression,
  sortComparator,
  strengthenCondition,
  stringLiteral,
  swapArguments,
  swapArithmetic,
  swapBranches,
  swapComparison,
  swapLogical,
  swapOperands,
  transplantExpression,
  unwrapCall,
  wrapValue,
];
