import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Fiber, Layer, TestClock } from "effect"
import {
  AccountStatusError,
  CardExpired,
  InsufficientBalance,
  InternalError,
  LinePay,
  MassRegKeyDeath,
  MerchantNotFound,
  type Policy,
  RegKey,
  RegKeyExpired,
  RegKeyGuard,
  RegKeyNotFound,
  RegKeys
} from "effect-line-pay"
import { type Operation, ResultCode } from "line-pay-protocol"
import * as Script from "../policy/support/script.ts"
import { regKey } from "../support/calls.ts"

const okay = Script.always("0000")

/** A LINE Pay that answers checks and expiries each by a script of its own. */
const answering = (check: Script.Script, expire: Script.Script = okay): Script.Script => (sent) =>
  (sent.target.endsWith("/check") ? check : expire)(sent)

/** Runs `expireAndForget` to its end, and tells how it ended, whether the key was forgotten, and what was sent when. */
const run = (script: Script.Script, options: { readonly policy?: Policy.Policy; readonly tolerated?: number } = {}) =>
  Effect.gen(function*() {
    const { linePay, sent } = yield* Script.make(script, options.policy)
    let forgotten = 0
    const fiber = yield* RegKeys.expireAndForget(regKey, { forget: Effect.sync(() => ++forgotten) }).pipe(
      Effect.either,
      Effect.provide([Layer.succeed(LinePay, linePay), RegKeyGuard.layerWith({ tolerated: options.tolerated })]),
      Effect.fork
    )
    yield* TestClock.adjust("10 minutes")
    const exit = yield* Fiber.join(fiber)
    return {
      ending: Either.isRight(exit) ? exit.right : exit.left._tag,
      outcome: Either.isLeft(exit) && exit.left._tag !== "MassRegKeyDeath" ? exit.left.outcome : undefined,
      forgotten,
      calls: sent.map(({ target }) => target.split("/").at(-1))
    }
  })

const codesWhere = (operation: Operation.Operation, is: (outcome: string) => boolean) =>
  ResultCode.errorCodes.filter((code) => {
    const outcome = ResultCode.meaning(code, operation)?.outcome
    return outcome !== undefined && is(outcome)
  }).map((code) => code === "190X" ? "1900" : code)

describe("RegKeys.expireAndForget", () => {
  it.effect("checks, expires, forgets", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* run(answering(okay)), {
        ending: "Expired",
        outcome: undefined,
        forgotten: 1,
        calls: ["check", "expire"]
      })
    }))

  it.effect("a key that the check finds dead is forgotten without another word", () =>
    Effect.gen(function*() {
      for (const code of ["1190", "1193", "1141"]) {
        const { calls, ending, forgotten } = yield* run(answering(Script.always(code)))
        assert.deepStrictEqual([ending, forgotten, calls], ["AlreadyDead", 1, ["check"]])
      }
    }))

  it.effect("a customer who cannot pay now has a key to expire", () =>
    Effect.gen(function*() {
      for (const code of ["1101", "1102", "1154"]) {
        const { calls, ending, forgotten } = yield* run(answering(Script.always(code)))
        assert.deepStrictEqual([ending, forgotten, calls], ["Expired", 1, ["check", "expire"]])
      }
    }))

  it.effect("any other answer to the check ends it, with nothing expired and nothing forgotten", () =>
    Effect.gen(function*() {
      const handled = ["1190", "1193", "1141", "1101", "1102", "1154"]
      const codes = codesWhere("checkRegKey", () => true).filter((code) => !handled.includes(code))
      assert.include(codes, "1104")
      for (
        const script of [
          ...codes.map((code) => Script.always(code)),
          Script.always("7777"),
          Script.refused,
          Script.hang
        ]
      ) {
        const { calls, forgotten } = yield* run(answering(script))
        assert.deepStrictEqual([forgotten, calls], [0, ["check"]])
      }
    }))

  it.effect("an expiry of what is dead already is as good as one, by every row of the table", () =>
    Effect.gen(function*() {
      const codes = codesWhere("expireRegKey", (outcome) => outcome === "AlreadyApplied")
      assert.lengthOf(codes, 15)
      for (const code of codes) {
        const { ending, forgotten } = yield* run(answering(okay, Script.always(code)))
        assert.deepStrictEqual([code, ending, forgotten], [code, "AlreadyDead", 1])
      }
    }))

  it.effect("a rejected expiry forgets nothing, by every row of the table", () =>
    Effect.gen(function*() {
      const codes = codesWhere("expireRegKey", (outcome) => outcome === "NotApplied")
      assert.include(codes, "1106")
      for (const code of [...codes, "7777"]) {
        const { calls, ending, forgotten } = yield* run(answering(okay, Script.always(code)))
        assert.notInclude(["Expired", "AlreadyDead"], ending)
        assert.deepStrictEqual([forgotten, calls], [0, ["check", "expire"]])
      }
    }))

  describe("an expiry without a readable answer is sent again", () => {
    it.effect("and is done when it is answered", () =>
      Effect.gen(function*() {
        const garbage: Script.Script = () => Effect.succeed("<html>")
        for (
          const lost of [
            Script.hang,
            Script.reset,
            garbage,
            Script.refused,
            Script.always("9000"),
            Script.always("1900")
          ]
        ) {
          const { calls, ending, forgotten } = yield* run(answering(okay, Script.inTurn(lost, okay)))
          assert.deepStrictEqual([ending, forgotten, calls], ["Expired", 1, ["check", "expire", "expire"]])
        }
      }))

    it.effect("and is done when the key is dead then", () =>
      Effect.gen(function*() {
        const { ending, forgotten } = yield* run(answering(okay, Script.inTurn(Script.hang, Script.always("1190"))))
        assert.deepStrictEqual([ending, forgotten], ["Expired", 1])
      }))

    it.effect("which is no sign of trouble, even to a guard that believes no death", () =>
      Effect.gen(function*() {
        const script = answering(okay, Script.inTurn(Script.reset, Script.always("1190")))
        assert.strictEqual((yield* run(script, { tolerated: 0 })).ending, "Expired")
        // Without anything lost it is.
        const suspicious = yield* run(answering(okay, Script.always("1190")), { tolerated: 0 })
        assert.deepStrictEqual([suspicious.ending, suspicious.forgotten], ["MassRegKeyDeath", 0])
        // Nor does what certainly did not leave explain it.
        const unsent = yield* run(answering(okay, Script.inTurn(Script.refused, Script.always("1190"))), {
          tolerated: 0
        })
        assert.deepStrictEqual([unsent.ending, unsent.forgotten], ["MassRegKeyDeath", 0])
      }))

    it.effect("three times, and then its outcome is unknown and nothing is forgotten", () =>
      Effect.gen(function*() {
        const lost = yield* run(answering(okay, Script.hang))
        assert.deepStrictEqual(lost, {
          ending: "OutcomeUnknown",
          outcome: "Unknown",
          forgotten: 0,
          calls: ["check", "expire", "expire", "expire", "expire"]
        })
      }))

    it.effect("and stays unknown when the last attempts did not leave, or were rejected", () =>
      Effect.gen(function*() {
        for (const last of [Script.refused, Script.always("1106")]) {
          const { ending, outcome } = yield* run(answering(okay, Script.inTurn(Script.reset, last)))
          assert.deepStrictEqual([ending, outcome], ["OutcomeUnknown", "Unknown"])
        }
      }))
  })

  it.effect("a failure of `forget` is the failure, and the next call goes on", () =>
    Effect.gen(function*() {
      let isDead = false
      const script = answering(
        (sent) => Script.always(isDead ? "1190" : "0000")(sent),
        (sent) => Effect.zipRight(Effect.sync(() => isDead = true), okay(sent))
      )
      const { linePay } = yield* Script.make(script)
      let isUp = false
      const forget = Effect.suspend(() => isUp ? Effect.void : Effect.fail("DatabaseDown" as const))
      const leave = RegKeys.expireAndForget(regKey, { forget }).pipe(
        Effect.provide([Layer.succeed(LinePay, linePay), RegKeyGuard.layer])
      )
      assert.strictEqual(yield* Effect.flip(leave), "DatabaseDown")
      isUp = true
      assert.strictEqual(yield* leave, "AlreadyDead")
    }))

  it.effect("of 10,000 keys under a wrong channel, ten are forgotten and not one more", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Script.make(okay)
      const wrongChannel: LinePay.Service = {
        ...linePay,
        checkRegKey: () => Effect.fail(new RegKeyNotFound({ operation: "checkRegKey" })),
        expireRegKey: () => Effect.dieMessage("no key was checked alive")
      }
      const forgotten: Array<number> = []
      const endings = yield* Effect.forEach(Array.from({ length: 10_000 }, (_, n) => n), (n) =>
        RegKeys.expireAndForget(RegKey.make(`RK${n}`), {
          forget: Effect.sync(() =>
            forgotten.push(n)
          )
        }).pipe(
          Effect.either
        ), { concurrency: 100 }).pipe(Effect.provide([Layer.succeed(LinePay, wrongChannel), RegKeyGuard.layer]))
      const failures = endings.filter(Either.isLeft)
      assert.strictEqual(failures.length, 9_990)
      assert.isTrue(failures.every(({ left }) =>
        left instanceof MassRegKeyDeath
      ))
      assert.strictEqual(forgotten.length, 10)
    }), 60_000)

  it.effect("a batch that does not ask for all results stops at the eleventh key", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.always("1141"))
      const keys = Array.from({ length: 100 }, (_, n) => RegKey.make(`RK${n}`))
      const forgetAll = Effect.forEach(keys, (key) => RegKeys.expireAndForget(key, { forget: Effect.void }), {
        discard: true
      })
      const result = yield* Effect.either(forgetAll).pipe(
        Effect.provide([Layer.succeed(LinePay, linePay), RegKeyGuard.layer])
      )
      assert.deepStrictEqual(result, Either.left(new MassRegKeyDeath({ dead: 11, of: 11 })))
      assert.lengthOf(sent, 11)
    }))
})

describe("RegKeys.guarded", () => {
  const charge = { operation: "payPreapproved" } as const
  const other = (n: number) => RegKey.make(`RK${n}`)

  /** Between two deaths of other keys, the guard hears of a call; is the second death believed? */
  const believedAfter = <A, E>(call: Effect.Effect<A, E>) =>
    Effect.gen(function*() {
      const guard = yield* RegKeyGuard
      yield* guard.dead(other(1))
      const result = yield* Effect.either(RegKeys.guarded(call, regKey))
      const believed = Either.isRight(yield* Effect.either(guard.dead(other(2))))
      return { result, believed }
    }).pipe(Effect.provide(RegKeyGuard.layerWith({ tolerated: 1, sample: 2 })))

  it.effect("a call that succeeds, and one refused for the customer's sake, show that LINE Pay knows the key", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* believedAfter(Effect.succeed(1)), { result: Either.right(1), believed: true })
      for (
        const error of [new CardExpired(charge), new InsufficientBalance(charge), new RegKeyExpired(charge)]
      ) {
        assert.deepStrictEqual(yield* believedAfter(Effect.fail(error)), { result: Either.left(error), believed: true })
      }
    }))

  it.effect("other errors say nothing of the key", () =>
    Effect.gen(function*() {
      const errors = [
        new MerchantNotFound(charge),
        new InternalError(charge),
        // On a confirm, 1141 is about the customer's account: there is no key.
        new AccountStatusError({ operation: "confirmPayment" }),
        new CardExpired({ operation: "confirmPayment" }),
        "RegKeyNotFound"
      ]
      for (const error of errors) {
        assert.deepStrictEqual(yield* believedAfter(Effect.fail(error)), {
          result: Either.left(error),
          believed: false
        })
      }
    }))

  it.effect("1190 and 1141 stay what they are as long as they are believed, and become a mass death then", () =>
    Effect.gen(function*() {
      for (const error of [new RegKeyNotFound(charge), new AccountStatusError({ operation: "checkRegKey" })]) {
        const call = (n: number) => Effect.flip(Effect.fail(error).pipe(RegKeys.guarded(other(n))))
        const errors = yield* Effect.forEach([1, 2, 3], call).pipe(
          Effect.provide(RegKeyGuard.layerWith({ tolerated: 2 }))
        )
        assert.deepStrictEqual(errors, [error, error, new MassRegKeyDeath({ dead: 3, of: 3 })])
      }
    }))

  it.effect("so a handler that forgets dead keys does not run for a misconfiguration", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Script.make(Script.always("1190"))
      let forgotten = 0
      const chargeAndForget = (n: number) =>
        linePay.payPreapproved({
          regKey: other(n),
          productName: "Prime",
          amount: 100,
          currency: "TWD",
          orderId: `order-${n}`
        }).pipe(
          RegKeys.guarded(other(n)),
          Effect.tapErrorTag("RegKeyNotFound", () => Effect.sync(() => forgotten++)),
          Effect.ignore
        )
      yield* Effect.forEach(Array.from({ length: 100 }, (_, n) => n), chargeAndForget).pipe(
        Effect.provide(RegKeyGuard.layer)
      )
      assert.strictEqual(forgotten, 10)
    }))
})
