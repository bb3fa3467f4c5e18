/**
 * Checks that several calls share. Each returns the reply that rejects the
 * call, or `undefined`.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Decimal from "line-pay-protocol/Decimal"
import { decimals } from "../decimals.ts"
import type { Call } from "./call.ts"
import * as lint from "./lint.ts"
import type { Reply } from "./reply.ts"
import { parameterError, reply } from "./reply.ts"
import type { State } from "./state.ts"

/**
 * Currency 1178, decimals 1124, bounds 1183 and 1184. A zero or negative
 * amount is 1183: the pre-approved payment document words it as "must be
 * greater than 0".
 *
 * @internal
 */
export const refuseAmount = ({ contract }: State, amount: number, currency: string): Reply | undefined => {
  if (!contract.currencies.includes(currency)) return reply("1178")
  if (hasWrongScale(amount, currency)) return reply("1124")
  if (amount <= 0 || amount < contract.minimumAmount) return reply("1183")
  if (contract.maximumAmount !== undefined && amount > contract.maximumAmount) return reply("1184")
  return undefined
}

/** @internal */
export const hasWrongScale = (amount: number, currency: string): boolean => {
  const maximum = decimals(currency)
  const decimal = Decimal.fromNumber(amount)
  return maximum === undefined || decimal === undefined || decimal.scale > maximum
}

/** @internal */
export const refuseBeyondLimit = (state: State, amount: number, currency: string): Reply | undefined => {
  const { receivingLimit } = state.contract
  if (receivingLimit === undefined) return undefined
  const received = Option.getOrElse(HashMap.get(state.received, currency), () => Decimal.zero)
  return Decimal.toNumber(received) + amount > receivingLimit ? reply("2024") : undefined
}

/**
 * The id in a path or query: a signed 64-bit number, else 2101 with the detail
 * that was seen live.
 *
 * @internal
 */
export const transactionId = (text: string): { readonly id: string } | { readonly refused: Reply } => {
  if (/^-?\d{1,40}$/.test(text)) {
    const id = BigInt(text)
    if (id === BigInt.asIntN(64, id)) return { id: String(id) }
  }
  return {
    refused: parameterError({
      unrecognizedPathVariable: "transactionId",
      requiredType: "Number",
      cause: `For input string: "${text}"`
    })
  }
}

/**
 * Records an unknown id that looks like a real one.
 *
 * @internal
 */
export const noteRounded = (state: State, call: Call, id: string): State => {
  const real = lint.realIdNear(state, id)
  return real === undefined ? state : lint.note(state, {
    rule: "RoundedTransactionId",
    message: `${id} is unknown, but ${real} exists. Did JSON.parse round it? Read ids as strings or bigints.`,
    operation: call.operation,
    transactionId: id,
    at: call.at
  })
}

/**
 * Rejects a call for a feature that the merchant's contract excludes, and
 * records it.
 *
 * @internal
 */
export const refuseFeature = (state: State, call: Call, refused: Reply, feature: string): readonly [Reply, State] => [
  refused,
  lint.note(state, {
    rule: "NeedsContract",
    message: `${feature} is not in this merchant's contract. Apply for it at LINE Pay first.`,
    operation: call.operation,
    transactionId: undefined,
    at: call.at
  })
]
