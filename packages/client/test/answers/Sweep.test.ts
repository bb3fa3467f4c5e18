import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, FastCheck, Logger, Redacted } from "effect"
import {
  CapturePaymentSuccess,
  ConfirmPaymentSuccess,
  GetPaymentDetailsSuccess,
  type LinePayError,
  PayPreapprovedSuccess,
  RefundPaymentSuccess,
  RequestPaymentSuccess
} from "effect-line-pay"
import * as Calls from "../support/calls.ts"
import * as Merchant from "../support/merchant.ts"
import { expected, isUnreadable, type Odd, odds, type Path, paths, place, show } from "./support/odd.ts"
import { type Json, sample, type Shape, shape } from "./support/shapes.ts"

/** A success as plain data. Its secrets are read, so that they can be compared. */
const revealed = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (Array.isArray(value)) return value.map(revealed)
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealed(each)]))
    : value
}

/** A success without the paths that it could not read, and those paths as they count from the start of `info`. */
const split = (success: unknown): { readonly read: unknown; readonly unread: ReadonlyArray<string> } => {
  const one = (value: unknown, prefix: string) => {
    assert(typeof value === "object" && value !== null && "unread" in value && Array.isArray(value.unread))
    const { unread, ...read } = value
    return { read, unread: unread.map(({ path }: { readonly path: string }) => prefix + path) }
  }
  if (!Array.isArray(success)) return one(success, "")
  const records = success.map((record, index) => one(record, `[${index}].`))
  return { read: records.map(({ read }) => read), unread: records.flatMap(({ unread }) => unread) }
}

interface Swept {
  readonly name: keyof typeof Calls.calls
  readonly shape: Shape
  readonly answer: Json
  /** The field that is compared with what was asked. */
  readonly echoes?: string
}

const values: { readonly [name: string]: Json } = {
  transactionId: Calls.transactionId,
  orderId: Calls.orderId,
  // Two entries of one amount and id are one refund to settlement, and two to the reader.
  refundAmount: -10
}

const swept = (name: keyof typeof Calls.calls, shape: Shape, echoes?: string): Swept => ({
  name,
  shape,
  answer: sample(shape, values),
  ...(echoes === undefined ? {} : { echoes })
})

const calls: ReadonlyArray<Swept> = [
  swept("requestPayment", shape(RequestPaymentSuccess)),
  swept("confirmPayment", shape(ConfirmPaymentSuccess), "transactionId"),
  swept("capturePayment", shape(CapturePaymentSuccess), "transactionId"),
  swept("refundPayment", shape(RefundPaymentSuccess)),
  swept("payPreapproved", shape(PayPreapprovedSuccess), "orderId"),
  swept("getPaymentDetails", shape(GetPaymentDetailsSuccess), "[0].transactionId")
]

/** Each unread field is a warning in the log, and here there are thousands. */
const quiet = Logger.remove(Logger.defaultLogger)

/** Answers a call with each `info` in turn. */
const ask = (name: keyof typeof Calls.calls) =>
  Effect.gen(function*() {
    let info: Json | undefined
    const { linePay } = yield* Merchant.makeWith(() =>
      Merchant.answer("0000", info === undefined ? undefined : JSON.stringify(info))
    )
    return (next: Json | undefined): Effect.Effect<Either.Either<unknown, LinePayError.LinePayError>> => {
      info = next
      return Effect.either(Effect.map(Calls.calls[name].run(linePay), revealed))
    }
  })

const assertUndecodable = (call: Swept, error: LinePayError.LinePayError, path: Path, message: string) => {
  const isWrite = Calls.calls[call.name].access === "Write"
  assert.strictEqual(error._tag, isWrite ? "OutcomeUnknown" : "ResponseError", message)
  assert(error._tag === "OutcomeUnknown" || error._tag === "ResponseError")
  assert.strictEqual(error.reason, "Undecodable", message)
  assert.lengthOf(error.paths ?? [], 1, message)
  assert.isTrue(error.paths?.[0]?.startsWith(path.length === 0 ? "" : show(path)), `${message}: ${error.paths}`)
}

describe("an odd field in an answer", () => {
  for (const call of calls) {
    const all = paths(call.shape)

    it.effect(`${call.name}: an answer with every field is read in full`, () =>
      Effect.gen(function*() {
        const run = yield* ask(call.name)
        const { read, unread } = split(Either.getOrThrow(yield* run(call.answer)))
        assert.deepStrictEqual(read, call.answer)
        assert.deepStrictEqual(unread, [])
      }))

    it.effect(`${call.name}: ${all.length} places, each with ${odds.length} odd values`, () =>
      Effect.gen(function*() {
        const run = yield* ask(call.name)
        for (const path of all) {
          for (const odd of odds) {
            // An entry that is left out is none.
            if (typeof path.at(-1) === "number" && odd.json === undefined) continue
            const message = `${show(path)} is ${odd.name}`
            const { own, whole } = expected(call.shape, call.answer, path, odd)
            const answer = yield* run(place(call.answer, path, odd))
            if (typeof whole !== "object") {
              assert(Either.isLeft(answer), message)
              assertUndecodable(call, answer.left, path, message)
              continue
            }
            if (show(path) === call.echoes && typeof own === "object") {
              assert(Either.isLeft(answer), message)
              assert.strictEqual("reason" in answer.left ? answer.left.reason : "", "OtherPayment", message)
              continue
            }
            assert(Either.isRight(answer), `${message}: ${Either.isLeft(answer) ? answer.left.message : ""}`)
            const { read, unread } = split(answer.right)
            assert.deepStrictEqual(read, whole.value, message)
            // A list drops what is no entry, and says so.
            const dropsEntry = Array.isArray(odd.json) && odd.json.length > 0
            if (isUnreadable(own) || dropsEntry) {
              assert.isNotEmpty(unread, message)
              for (const each of unread) assert.isTrue(each.startsWith(show(path)), `${message}: ${each}`)
            } else assert.deepStrictEqual(unread, [], message)
          }
        }
      }), 60_000)

    it.effect(`${call.name}: an \`info\` that is odd itself`, () =>
      Effect.gen(function*() {
        const run = yield* ask(call.name)
        for (const odd of odds) {
          const answer = yield* run(odd.json)
          if (call.shape._tag === "List" && odd.name === "[]") {
            assert.deepStrictEqual(answer, Either.right([]))
            continue
          }
          assert(Either.isLeft(answer), odd.name)
          assertUndecodable(call, answer.left, [], odd.name)
        }
      }))

    it.effect(
      `${call.name}: whatever is odd, only an identity at the root fails the call, and no value is shown`,
      () =>
        Effect.gen(function*() {
          const run = yield* ask(call.name)
          const root = call.shape._tag === "List" ? call.shape.element : call.shape
          assert(root._tag === "Object")
          const names = root.fields.filter(({ kind, name }) => kind !== "Identity" && name !== call.echoes)
            .map(({ name }) => name)
          const marked: ReadonlyArray<Odd> = [...odds, { name: "a secret", json: { never: "SHOW-THIS" } }]
          const harmless = all.filter((path) => names.includes(String(call.shape._tag === "List" ? path[1] : path[0])))
          const arbitrary = FastCheck.array(
            FastCheck.tuple(FastCheck.constantFrom(...harmless), FastCheck.constantFrom(...marked)),
            { minLength: 1, maxLength: 30 }
          )
          yield* Effect.promise(() =>
            FastCheck.assert(
              FastCheck.asyncProperty(arbitrary, async (choices) => {
                // A later one may be inside of what an earlier one has replaced: then there is nothing to place.
                const info = choices.reduce<Json>((answer, [path, odd]) => {
                  try {
                    return place(answer, path, odd) ?? answer
                  } catch {
                    return answer
                  }
                }, call.answer)
                const answer = await Effect.runPromise(Effect.provide(run(info), quiet))
                assert(Either.isRight(answer), JSON.stringify(info))
                assert.notInclude(JSON.stringify(split(answer.right).unread), "SHOW-THIS")
              }),
              { numRuns: 100 }
            )
          )
        }),
      60_000
    )
  }
})

describe("odd details beside good ones", () => {
  const { answer, shape } = calls.find(({ name }) => name === "getPaymentDetails") ?? assert.fail("no details")
  assert(shape._tag === "List" && Array.isArray(answer))
  const [record] = answer as ReadonlyArray<Json>
  const good = Array.from({ length: 50 }, () => record ?? null)

  for (const odd of odds) {
    it.effect(`packages are ${odd.name}: one record of 50 says so, and 49 are whole`, () =>
      Effect.gen(function*() {
        const run = yield* ask("getPaymentDetails")
        const all = split(Either.getOrThrow(yield* run(good))).read
        const answered = Either.getOrThrow(yield* run(place(good, [17, "packages"], odd)))
        assert(Array.isArray(all) && Array.isArray(answered))
        assert.lengthOf(answered, 50)
        answered.forEach((each, index) => {
          if (index !== 17) assert.deepStrictEqual(each, { ...all[index], unread: [] })
        })
        const { packages: _, ...rest } = all[17]
        const { packages: __, unread, ...read } = answered[17]
        assert.deepStrictEqual(read, rest)
        for (const { path } of unread) assert.isTrue(path.startsWith("packages"), path)
      }))

    it.effect(`an id is ${odd.name}: the call fails, because nothing may seem absent`, () =>
      Effect.gen(function*() {
        const run = yield* ask("getPaymentDetails")
        const answered = yield* run(place(good, [17, "transactionId"], odd))
        assert(Either.isLeft(answered) && answered.left._tag === "ResponseError")
        // A number is an id, of another payment.
        if (odd.name === "a number") assert.strictEqual(answered.left.reason, "OtherPayment")
        else assert.deepStrictEqual(answered.left.paths, ["[17].transactionId"])
      }))
  }

  it.effect("an id that is missing behind more odd fields than are listed is the one that is named", () =>
    Effect.gen(function*() {
      const run = yield* ask("getPaymentDetails")
      const nested = { name: "a nested surprise", json: { surprise: null } }
      const odd = good.slice(0, 49).reduce<Json>(
        (answer, _, index) => place(answer, [index, "productName"], nested) ?? answer,
        good
      )
      const answered = yield* run(place(odd, [49, "transactionId"], { name: "absent", json: undefined }))
      assert(Either.isLeft(answered) && answered.left._tag === "ResponseError")
      assert.deepStrictEqual(answered.left.paths, ["[49].transactionId"])
    }))
})
