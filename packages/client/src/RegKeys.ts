/**
 * Expires and guards the keys of pre-approved payments.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { dual } from "effect/Function"
import * as Schedule from "effect/Schedule"
import { takesRegKey } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { retried } from "./internal/call/retried.ts"
import { LinePay } from "./LinePay.ts"
import * as LinePayError from "./LinePayError.ts"
import type { MassRegKeyDeath } from "./MassRegKeyDeath.ts"
import type { CheckRegKeyError } from "./operations/checkRegKey.ts"
import type { ExpireRegKeyError } from "./operations/expireRegKey.ts"
import type { RegKey } from "./RegKey.ts"
import { RegKeyGuard } from "./RegKeyGuard.ts"
import * as ResultCodeError from "./ResultCodeError.ts"

/**
 * Says whether this call expired the key, or it was dead before.
 *
 * @since 0.1.0
 * @category models
 */
export type Ending = "Expired" | "AlreadyDead"

/**
 * Lists the errors of {@link expireAndForget}, besides those of `forget`. These
 * are the errors of the check and the expiry, without two groups:
 *
 * - the answers that say that the key is dead already,
 * - the answers that say that the customer cannot pay with it now, so it exists.
 *
 * @since 0.1.0
 * @category errors
 */
export type ExpireAndForgetError =
  | Exclude<CheckRegKeyError | ExpireRegKeyError, { readonly _tag: DeadTag | UnusableTag }>
  | MassRegKeyDeath

type DeadTag = ResultCode.TagOfOutcome<"expireRegKey", "AlreadyApplied">
type UnusableTag = "NotLinePayUser" | "CustomerCannotTransact" | "PreapprovedMethodUnavailable"

/**
 * Expires a key at LINE Pay, then forgets it here, for a customer who leaves.
 * `forget` runs once the key is certainly dead, and not before. Its result is
 * ignored.
 *
 * It checks the key first. An answer that the key is dead already counts as
 * success: 1190, 1193, 1141, and for the expiry also 1282 to 1287 and 1290 to
 * 1295. If LINE Pay answers 1190 or 1141 for too many keys, it fails with
 * `MassRegKeyDeath`, and forgets nothing. It retries an expiry without a
 * readable answer up to three times, because expiring a key is idempotent.
 *
 * If it fails or is interrupted, call it again, and it continues.
 *
 * The codes of dead keys come from the current documentation. Their meaning as
 * the answer to an expiry is inferred from newer pages.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { type RegKey, RegKeys } from "effect-line-pay"
 *
 * declare const deleteKey: (customer: string) => Effect.Effect<void, "DatabaseDown">
 *
 * export const leave = (customer: string, regKey: RegKey) =>
 *   RegKeys.expireAndForget(regKey, { forget: deleteKey(customer) }).pipe(
 *     Effect.catchTag("MassRegKeyDeath", (error) => Effect.logFatal(error.message))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category keys
 */
export const expireAndForget = <E, R>(
  regKey: RegKey,
  options: { readonly forget: Effect.Effect<unknown, E, R> }
): Effect.Effect<Ending, ExpireAndForgetError | E, LinePay | RegKeyGuard | R> =>
  Effect.zipLeft(end(regKey), options.forget)

const end = Effect.fnUntraced(function*(regKey: RegKey) {
  const linePay = yield* LinePay
  const isAlive = yield* linePay.checkRegKey({ regKey }).pipe(
    guarded(regKey),
    Effect.as(true),
    Effect.catchTags({
      NotLinePayUser: () => Effect.succeed(true),
      CustomerCannotTransact: () => Effect.succeed(true),
      PreapprovedMethodUnavailable: () => Effect.succeed(true)
    }),
    Effect.catchIf(saysDead, () => Effect.succeed(false))
  )
  if (!isAlive) return "AlreadyDead" as const

  const expire = Effect.as(linePay.expireRegKey({ regKey }), "Expired" as const)
  const first = guarded(expire, regKey).pipe(Effect.catchIf(saysDead, () => Effect.succeed("AlreadyDead" as const)))
  // After an expiry that may have been applied, a dead key is the expected result and no sign of trouble.
  const again = Effect.catchIf(expire, saysDead, () => Effect.succeed("Expired" as const))
  return yield* retried((open: ExpireAndForgetError | undefined) => open === undefined ? first : again, {
    schedule: resending,
    while: maySendAgain
  })
})

const resending = Schedule.exponential("1 second").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(3)))

const maySendAgain = (error: ExpireAndForgetError): boolean =>
  error._tag === "OutcomeUnknown" || (error._tag !== "MassRegKeyDeath" && LinePayError.isSafeToRetry(error))

const saysDead = <E>(error: E): error is Extract<E, { readonly _tag: DeadTag }> =>
  ResultCodeError.isResultCodeError(error) &&
  ResultCode.meaning(ResultCode.codeOf(error._tag), "expireRegKey")?.outcome === "AlreadyApplied"

/**
 * Tells the guard the result of a call with a key: a charge, a check or an
 * expiry. While too many keys seem dead, 1190 and 1141 become
 * `MassRegKeyDeath`, so your handler for dead keys does not run.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePay, type PayPreapprovedRequest, RegKeys } from "effect-line-pay"
 *
 * declare const forget: (orderId: string) => Effect.Effect<void>
 *
 * export const charge = (request: PayPreapprovedRequest) =>
 *   Effect.flatMap(LinePay, (linePay) => linePay.payPreapproved(request)).pipe(
 *     RegKeys.guarded(request.regKey),
 *     Effect.tapErrorTag("RegKeyNotFound", () => forget(request.orderId))
 *   )
 * ```
 *
 * @since 0.1.0
 * @category keys
 */
export const guarded: {
  (regKey: RegKey): <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E | MassRegKeyDeath, R | RegKeyGuard>
  <A, E, R>(self: Effect.Effect<A, E, R>, regKey: RegKey): Effect.Effect<A, E | MassRegKeyDeath, R | RegKeyGuard>
} = dual(
  2,
  <A, E, R>(self: Effect.Effect<A, E, R>, regKey: RegKey): Effect.Effect<A, E | MassRegKeyDeath, R | RegKeyGuard> =>
    Effect.flatMap(RegKeyGuard, (guard) =>
      self.pipe(
        Effect.tap(() => guard.known(regKey)),
        Effect.tapError((error) => {
          switch (wordOnKey(error)) {
            case "Dead":
              return guard.dead(regKey)
            case "Known":
              return guard.known(regKey)
            case undefined:
              return Effect.void
          }
        })
      ))
)

/** Says what a rejection means for the key of its call, if anything. */
const wordOnKey = (error: unknown): "Dead" | "Known" | undefined => {
  if (!ResultCodeError.isResultCodeError(error)) return undefined
  if (!takesRegKey(error.operation)) return undefined
  if (error._tag === "RegKeyNotFound" || error._tag === "AccountStatusError") return "Dead"
  // LINE Pay knows a customer whose card it declines, or whose key has expired.
  const { category } = error
  return category === "Customer" || category === "Card" || category === "Expired" ? "Known" : undefined
}
