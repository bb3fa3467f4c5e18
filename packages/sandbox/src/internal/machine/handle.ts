import type { Answer, ApiRequest, Exchange, Transport } from "../../Exchange.ts"
import type { Fault } from "../../Fault.ts"
import * as agenda from "./agenda.ts"
import { authenticate } from "./authenticate.ts"
import type { Call } from "./call.ts"
import * as faults from "./faults.ts"
import * as lint from "./lint.ts"
import { replace } from "./odd.ts"
import { handlers } from "./operations/index.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"
import * as route from "./route.ts"
import type { Lock, State } from "./state.ts"
import * as unknownPath from "./unknownPath.ts"
import * as wire from "./wire.ts"

/**
 * One request: from a state in which nothing is due any more to a state, and
 * what the connection has to do.
 *
 * @internal
 */
export const handle = (state: State, request: ApiRequest, now: number): readonly [Exchange, State] => {
  const received = { ...state, exchanges: state.exchanges + 1 }
  const exchange = { id: received.exchanges, receivedAt: now, operation: undefined, delay: 0 }
  const found = route.match(request.method, request.path, state.settings.apiVersions)
  if (found === undefined) {
    const meant = unknownPath.meant(request.method, request.path, state.settings.apiVersions)
    return [
      { ...exchange, transport: answer(unknownPath.answer(meant)) },
      lint.note(received, {
        rule: "UnknownPath",
        message: `${request.method} ${shown(request.path)} is none of LINE Pay's calls${
          versions(state)
        }. ${meant.message}`,
        operation: undefined,
        transactionId: undefined,
        at: now
      })
    ]
  }
  const { operation } = found
  const refused = authenticate(state.settings, request)
  if (refused !== undefined) {
    const finding = { rule: "NotAuthenticated", operation, transactionId: undefined, at: now } as const
    return [
      { ...exchange, operation, transport: answer(envelope(refused.reply)) },
      lint.note(received, { ...finding, message: `${refused.reply.code}: ${refused.because}` })
    ]
  }

  const nonce = request.headers["x-line-authorization-nonce"] ?? ""
  const call: Call = {
    ...found,
    query: request.query,
    body: request.body,
    cause: { _tag: "Call", operation, nonce },
    pageOrigin: request.pageOrigin ?? "https://sandbox-web-pay.line.me",
    lag: 0,
    flaw: undefined,
    at: now
  }
  const [fault, picked] = faults.pick(lintHeaders(received, request, call, nonce), call)
  const { delay = 0, state: after, transport } = meet(picked, call, fault)
  return [{ ...exchange, operation, delay, transport }, after]
}

// The path may hold a regKey, or anything else that a caller sends.
const shown = (path: string): string => path.replace(/(preapprovedPay\/)[^/]+/i, "$1{regKey}").slice(0, 200)

const versions = ({ settings }: State): string =>
  settings.apiVersions.length === 1 ? ` of ${settings.apiVersions[0]}` : ""

const lintHeaders = (state: State, request: ApiRequest, call: Call, nonce: string): State => {
  const finding = { operation: call.operation, transactionId: undefined, at: call.at }
  const [reused, remembered] = lint.useNonce(state, nonce)
  const noted = reused
    ? lint.note(remembered, {
      ...finding,
      rule: "ReusedNonce",
      message: `The nonce ${nonce} was used before: make a new one for each request, also for a retry.`
    })
    : remembered
  return /^application\/json\b/i.test(request.headers["content-type"] ?? "") ? noted : lint.note(noted, {
    ...finding,
    rule: "MissingContentType",
    message: "Content-Type is missing. Send Content-Type: application/json on every request, even without a body."
  })
}

interface Handled {
  readonly transport: Transport
  readonly state: State
  readonly delay?: number
}

const meet = (state: State, call: Call, fault: Fault | undefined): Handled => {
  if (fault === undefined) return answered(run(state, call))
  switch (fault._tag) {
    case "Delay":
      return { ...answered(run(state, call)), delay: fault.millis }
    case "Hang":
    case "Reset":
      return { transport: { _tag: fault._tag }, state: fault.applied ? run(state, call)[1] : state }
    case "StallBody":
    case "CutBody": {
      const [result, after] = run(state, call)
      return {
        transport: {
          _tag: fault._tag === "StallBody" ? "Stall" : "Cut",
          answer: envelope(result),
          afterBytes: fault.afterBytes
        },
        state: after
      }
    }
    case "ResultCode": {
      const after = fault.applied ? run(state, call)[1] : faults.sideEffect(state, call, fault.code)
      return answered([reply(fault.code), after])
    }
    case "Raw": {
      const { body, headers, status } = fault
      return { transport: answer({ status, headers, body }), state: fault.applied ? run(state, call)[1] : state }
    }
    case "CommitLate":
      return { transport: { _tag: fault.connection }, state: commitLate(state, call, fault.millis, fault.locked) }
    case "Lag":
      return answered(run(state, { ...call, lag: fault.millis }))
    case "FlawedDetails":
      return answered(run(state, { ...call, flaw: fault.flaw }))
    case "Odd": {
      const [result, after] = run(state, call)
      const { info } = result
      return answered([info === undefined ? result : { ...result, info: replace(info, fault.path, fault.json) }, after])
    }
    case "OldEnvelope": {
      const [result, after] = run(state, call)
      return { transport: answer(oldEnvelope(result)), state: after }
    }
  }
}

const run = (state: State, call: Call): readonly [Reply, State] => {
  const same = state.locks.length === 0 ? undefined : lockOf(state, call)
  const locked = state.locks.some(({ operation, subject }) => operation === same?.operation && subject === same.subject)
  return locked
    ? [reply(call.operation === "requestPayment" || call.operation === "confirmPayment" ? "1145" : "1198"), state]
    : handlers[call.operation](state, call)
}

/** Returns the lock that a call holds; `undefined` when the table lists neither 1145 nor 1198 for it. */
const lockOf = (state: State, call: Call): Lock | undefined => {
  const { operation, parameter } = call
  switch (operation) {
    case "requestPayment":
    case "payPreapproved":
      return { operation, subject: faults.subjectOf(state, call).orderIds[0] ?? "" }
    case "confirmPayment":
    case "capturePayment":
    case "voidPayment":
    case "refundPayment":
      return { operation, subject: parameter }
    default:
      return undefined
  }
}

const commitLate = (state: State, call: Call, millis: number, locked: boolean): State => {
  const lock = locked ? lockOf(state, call) : undefined
  return {
    ...state,
    locks: lock === undefined ? state.locks : [...state.locks, lock],
    agenda: agenda.add(state.agenda, call.at + millis, {
      _tag: "LateCommit",
      call: { ...call, cause: call.cause._tag === "Call" ? { ...call.cause, _tag: "LateCommit" } : call.cause },
      lock
    })
  }
}

const answered = ([result, state]: readonly [Reply, State]): Handled => ({
  transport: answer(envelope(result)),
  state
})

const answer = (answer: Answer): Transport => ({ _tag: "Answer", answer })

const json = (body: wire.Json): Answer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: wire.write(body)
})

const envelope = ({ code, errorDetailMap, info, message }: Reply): Answer =>
  json({ returnCode: code, returnMessage: message, errorDetailMap, info })

// As in the error example of the Online API document: other names, and the code a number.
const oldEnvelope = ({ code, info, message }: Reply): Answer =>
  json({ resultCode: Number(code), statusMessage: message, info })
