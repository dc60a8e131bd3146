/// Something that the language has, and that random sagas make use of.
package enum Feature: String, CaseIterable, Sendable {
  // Kinds of steps.
  case call, wait, sleep, ask, set, emit, fail, choose, parallel, each, `repeat`, scope, subSaga
  // What a call may say.
  case with, condition, timeout, heartbeat, retryInPlace, namedRetry, unlimitedRetry, idempotencyKey
  case check, pivot, retriable, optional, unknownCompensates, unknownRetries, unknownAlerts
  case catchContinue, catchCompensate, catchOther
  case undoByName, undoWithArguments, undoWithFailure, undoOfSeveral, undoNone
  case moves, movesAtDispatch, emitsOne, emitsFields
  // What contracts may say.
  case withoutEffect, natural, unrepeatable, forgetsRefusals, barrier, undeclared, refusals, keyForever, twiceCalled
  // Data.
  case readsResult, asksForResult, readsOptionalInput, computes
  // Waits and questions.
  case waitCondition, otherwiseCompensate, otherwiseContinue, otherwiseAlert, catchOfWait, eventTwice, sleepUntil
  // Parts.
  case needAny, needSome, wideFork, itemKey, rounds, scopeOther, scopeCompensates, pivotInBranch, pivotInScope
  case pivotInSubSaga, nested, conditionalPivot, partTwice, partDeadline, partOutcome
  // The head.
  case key, deadline, defaults, undoDefaults, entity, locks, waitsForLock, startedBy, output
  case outcomeState, outcomeEmits, outcomeCompensating, outcomeStuck
}
