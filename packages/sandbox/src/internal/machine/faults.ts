import * as ExactJson from "line-pay-protocol/ExactJson"
import type { Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import * as Fault from "../../Fault.ts"
import * as ForcedOrderId from "../../ForcedOrderId.ts"
import type { Call } from "./call.ts"
import * as moves from "./moves.ts"
import { idsOf } from "./operations/getPaymentDetails.ts"
import * as prng from "./prng.ts"
import * as regKeys from "./regKeys.ts"
import type { State } from "./state.ts"

/** The orders and transactions that a call is about. */
interface Subject {
  readonly transactionIds: ReadonlyArray<string>
  readonly orderIds: ReadonlyArray<string>
}

/** @internal */
export const subjectOf = (state: State, call: Call): Subject => {
  switch (call.operation) {
    case "requestPayment":
    case "payPreapproved":
      return { transactionIds: [], orderIds: orderIdIn(call.body) }
    case "getPaymentDetails": {
      const { orderIds, transactionIds } = idsOf(call.query)
      return { transactionIds, orderIds: [...orderIds, ...orderIdsOf(state, transactionIds)] }
    }
    case "checkRegKey":
    case "expireRegKey": {
      const found = regKeys.find(state, call.parameter, { orUnavailable: true })
      return { transactionIds: [], orderIds: "regKey" in found ? [found.regKey.orderId] : [] }
    }
    default:
      return { transactionIds: [call.parameter], orderIds: orderIdsOf(state, [call.parameter]) }
  }
}

const orderIdsOf = (state: State, transactionIds: ReadonlyArray<string>): ReadonlyArray<string> =>
  transactionIds.flatMap((id) => moves.find(state, id)?.orderId ?? [])

const orderIdIn = (body: string): ReadonlyArray<string> => {
  try {
    const json: unknown = ExactJson.parse(body)
    return typeof json === "object" && json !== null && "orderId" in json && typeof json.orderId === "string"
      ? [json.orderId]
      : []
  } catch {
    return []
  }
}

/**
 * Picks the fault of a call: a scripted one, else one that its order id
 * forces, else one of the random mix.
 *
 * @internal
 */
export const pick = (state: State, call: Call): readonly [fault: Fault.Fault | undefined, state: State] => {
  const subject = subjectOf(state, call)
  const scripted = state.faults.find((scripted) => meets(scripted, call, subject))
  if (scripted !== undefined) {
    const rest = scripted.remaining > 1 ? [{ ...scripted, remaining: scripted.remaining - 1 }] : []
    return [
      scripted.fault,
      { ...state, faults: state.faults.flatMap((other) => other === scripted ? rest : [other]) }
    ]
  }
  for (const orderId of subject.orderIds) {
    const forced = ForcedOrderId.parse(orderId)
    if (forced?.operation === call.operation) return [Fault.resultCode(forced.code), state]
  }
  return draw(state, call)
}

const meets = (scripted: Fault.Scripted, call: Call, subject: Subject): boolean =>
  (scripted.operation === undefined || scripted.operation === call.operation) &&
  (scripted.orderId === undefined || subject.orderIds.includes(scripted.orderId)) &&
  (scripted.transactionId === undefined || subject.transactionIds.includes(scripted.transactionId)) &&
  concerns(scripted.fault, call)

const concerns = (fault: Fault.Fault, call: Call): boolean =>
  fault._tag === "Lag"
    ? call.operation === "getPaymentDetails" || call.operation === "checkPaymentStatus"
    : fault._tag === "FlawedDetails"
    ? call.operation === "getPaymentDetails"
    : fault._tag === "Odd"
    ? withInfo.has(call.operation)
    : true

/** The calls whose success says more than a code. */
const withInfo: ReadonlySet<Operation> = new Set([
  "requestPayment",
  "confirmPayment",
  "capturePayment",
  "refundPayment",
  "getPaymentDetails",
  "payPreapproved"
])

const draw = (state: State, call: Call): readonly [fault: Fault.Fault | undefined, state: State] => {
  const { mix } = state
  if (mix === undefined || mix.operations?.includes(call.operation) === false) return [undefined, state]
  const faults = mix.faults.filter(({ fault }) => concerns(fault, call))
  const [chance, afterChance] = prng.next(state.random)
  const [choice, random] = prng.next(afterChance)
  if (chance >= mix.probability) return [undefined, { ...state, random }]
  let open = choice * faults.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const drawn = faults.find(({ weight = 1 }) => (open -= weight) < 0)
  return [drawn?.fault, { ...state, random }]
}

/**
 * Applies the consequences of a code that the documents name:
 *
 * - A capture rejected with 1199 or a card error cancels the payment.
 * - A code that kills a regKey kills it.
 * - A confirm rejected for the customer's card or account (or as too early,
 *   seen live) ends the payment. This is inferred from the table's advice to
 *   make a new request.
 *
 * @internal
 */
export const sideEffect = (state: State, call: Call, code: string): State => {
  const known = ResultCode.find(code)
  if (known === undefined) return state
  const { category, regKey } = ResultCode.row(known)
  switch (call.operation) {
    case "capturePayment": {
      const payment = moves.find(state, call.parameter)
      return payment?.status === "Authorized" && (known === "1199" || cardErrors.test(known))
        ? moves.release(state, payment, "Voided", call.at, call.cause)
        : state
    }
    case "confirmPayment": {
      const payment = moves.find(state, call.parameter)
      const open = payment?.status === "Waiting" || payment?.status === "Authenticated"
      const ends = category === "Card" || known === "1101" || known === "1141" || known === "1169"
      return payment !== undefined && open && ends
        ? moves.put(state, moves.become(payment, "Failed", call.at))
        : state
    }
    case "checkRegKey":
    case "payPreapproved":
    case "expireRegKey": {
      const found = regKeys.find(state, call.parameter, { orUnavailable: true })
      return regKey === "Dies" && "regKey" in found ? regKeys.discard(state, found.regKey) : state
    }
    default:
      return state
  }
}

const cardErrors = /^12[89]\d$/
