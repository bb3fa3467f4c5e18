/**
 * Reviews the keys that made charges fail: checks and expires each one, and asks the customer for a new one.
 *
 * It runs only after a complete run, and only if LINE Pay knows a trusted key. With a wrong merchant or host, every key
 * looks dead, and none must be forgotten.
 */
import { Clock, Duration, Effect, Stream } from "effect"
import { LinePay, RegKeyGuard, RegKeys } from "effect-line-pay"
import { type Charge, Charges } from "./Charges.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import { Subscribers } from "./Subscribers.ts"

const askAnew = ({ orderId, subscriberId }: Charge) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    const subscribers = yield* Subscribers
    yield* subscribers.notify({
      kind: "EnrolAgain",
      orderId,
      subscriberId,
      text: "LINE Pay does not let us charge you any more. To continue, please approve the subscription once more."
    })
    yield* subscribers.forgetRegKey(subscriberId)
    yield* charges.givenUp(subscriberId, "EnrolAgain")
  })

const review = (charge: Charge) =>
  Effect.gen(function*() {
    const vault = yield* RegKeyVault
    if (charge.regKey === null) return yield* askAnew(charge)
    const regKey = yield* vault.open(charge.subscriberId, charge.regKey)
    yield* RegKeys.expireAndForget(regKey, { forget: askAnew(charge) })
  })

/** Whether LINE Pay knows us as the merchant to whom the keys belong. */
const isKnown = Effect.gen(function*() {
  const linePay = yield* LinePay
  const subscribers = yield* Subscribers
  const vault = yield* RegKeyVault
  return yield* Effect.exists(yield* subscribers.undoubted, ({ id, regKey }) =>
    Effect.fromNullable(regKey).pipe(
      Effect.flatMap((sealed) => vault.open(id, sealed)),
      Effect.flatMap((regKey) => linePay.checkRegKey({ regKey })),
      Effect.isSuccess
    ))
})

/** Returns how many customers were asked. A key without a clear answer waits for the next run. */
export const reviewRegKeys = Effect.gen(function*() {
  const charges = yield* Charges
  const dueBefore = yield* Clock.currentTimeMillis
  if ((yield* charges.count("KeyDead", dueBefore)) === 0) return 0
  if (!(yield* isKnown)) {
    yield* Effect.logWarning(
      "LINE Pay knows none of the regKeys that were checked. No key was forgotten, and the next run retries them"
    )
    return yield* Effect.as(charges.reinstateKeys, 0)
  }
  const dead = { state: "KeyDead", dueBefore, page: 16, lease: Duration.minutes(5), ofOthers: "Leave" } as const
  return yield* charges.claimed(dead).pipe(
    Stream.mapEffect((charge) =>
      review(charge).pipe(
        Effect.as(1),
        Effect.catchAll((error) =>
          error._tag === "SqlError"
            ? Effect.fail(error)
            : Effect.as(Effect.logWarning(`The regKey of ${charge.subscriberId} waits for the next run`, error), 0)
        )
      ), { concurrency: 8, unordered: true }),
    Stream.runSum
  )
}).pipe(Effect.provide(RegKeyGuard.layerWith({ tolerated: Infinity })))
