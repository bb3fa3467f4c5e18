import { HttpServerRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, FastCheck } from "effect"
import { InvalidRedirect, Redirect, TransactionId } from "effect-line-pay"
import { IncomingMessage } from "node:http"
import { Socket } from "node:net"

const id = "2023042201206549310"
const transactionId = TransactionId.make(id)
const orderId = "MKSI_S_20180904_1000001"
const query = `orderId=${orderId}&transactionId=${id}`
const page = "https://shop.example/pay/confirm"

const problemsOf = (result: Either.Either<unknown, InvalidRedirect>) =>
  Either.isLeft(result) ? result.left.problems.map(({ actual, path }) => [path, actual]) : undefined

describe("Redirect", () => {
  it("reads every kind of source", () => {
    const node = new IncomingMessage(new Socket())
    node.url = `/pay/confirm?${query}`
    const sources: ReadonlyArray<Redirect.Source> = [
      `${page}?${query}`,
      `/pay/confirm?${query}`,
      `?${query}`,
      `${page}?${query}#section?transactionId=1`,
      new URL(`${page}?${query}#section`),
      new Request(`${page}?${query}`),
      HttpServerRequest.fromWeb(new Request(`${page}?${query}`)),
      node
    ]
    for (const source of sources) {
      assert.deepStrictEqual(Redirect.confirm(source), Either.right({ transactionId, orderId }))
      assert.deepStrictEqual(Redirect.cancel(source), Either.right({ transactionId, orderId }))
    }
  })

  it.effect("an Either is an Effect: it is yielded in a handler", () =>
    Effect.gen(function*() {
      const claim = yield* Redirect.confirm(yield* HttpServerRequest.HttpServerRequest)
      assert.strictEqual(claim.transactionId, transactionId)
    }).pipe(
      Effect.provideService(
        HttpServerRequest.HttpServerRequest,
        HttpServerRequest.fromWeb(new Request(`${page}?${query}`))
      )
    ))

  it("reads LINE Pay's own sample URL, misspelt as it is", () => {
    const sample = "https://shop.example/confirm?orderId=2018xxx1232132&trasactionId=201810281234567890"
    assert.deepStrictEqual(
      Redirect.confirm(sample),
      Either.right({ transactionId: TransactionId.make("201810281234567890"), orderId: "2018xxx1232132" })
    )
  })

  it("both spellings together, or a value twice, are one value", () => {
    for (
      const twice of [`transactionId=${id}&trasactionId=${id}`, `transactionId=${id}&transactionId=${id}&orderId=`]
    ) {
      assert.deepStrictEqual(Redirect.confirm(`${page}?${twice}`), Either.right({ transactionId }))
    }
  })

  it("the order id is optional on both pages, and so is all of it on the cancel page", () => {
    assert.deepStrictEqual(Redirect.confirm(`${page}?transactionId=${id}`), Either.right({ transactionId }))
    assert.deepStrictEqual(Redirect.cancel(`${page}?transactionId=${id}`), Either.right({ transactionId }))
    assert.deepStrictEqual(Redirect.cancel(`${page}?orderId=A`), Either.right({ orderId: "A" }))
    for (const nothing of [page, `${page}?`, `${page}?transactionId=&orderId=`, "", {}, new URL(page)]) {
      assert.deepStrictEqual(Redirect.cancel(nothing), Either.right({}))
      assert.deepStrictEqual(problemsOf(Redirect.confirm(nothing)), [["query.transactionId", "missing"]])
    }
  })

  it("the merchant's own parameters stay out of it", () => {
    assert.deepStrictEqual(
      Redirect.confirm(`${page}?session=1&transactionid=2&${query}&shippingMethodId=3&__proto__=4`),
      Either.right({ transactionId, orderId })
    )
  })

  it("an order id is decoded as LINE Pay encodes it", () => {
    for (const order of ["訂單 1", "a&b=c?d#e", "100%", "ชาไทย"]) {
      const result = Redirect.confirm(`${page}?orderId=${encodeURIComponent(order)}&transactionId=${id}`)
      assert.deepStrictEqual(result, Either.right({ transactionId, orderId: order }))
    }
  })

  it.each([
    ["transactionId=abc", [["query.transactionId", "a text of 3 characters"]]],
    ["transactionId=0", [["query.transactionId", "a text of 1 characters"]]],
    ["transactionId=-1", [["query.transactionId", "a text of 2 characters"]]],
    ["transactionId=1e18", [["query.transactionId", "a text of 4 characters"]]],
    ["transactionId=%2B1", [["query.transactionId", "a text of 2 characters"]]],
    ["transactionId=1%00", [["query.transactionId", "a text of 2 characters"]]],
    ["transactionId=undefined", [["query.transactionId", "a text of 9 characters"]]],
    ["transactionId=%", [["query.transactionId", "a text of 1 characters"]]],
    ["transactionId=9223372036854775808", [["query.transactionId", "a text of 19 characters"]]],
    [`transactionId=${id}&transactionId=1`, [["query.transactionId", "2 different ones"]]],
    [`transactionId=${id}&trasactionId=1`, [["query.transactionId", "2 different ones"]]],
    [`transactionId[]=${id}&transactionId=x`, [["query.transactionId", "a text of 1 characters"]]],
    [`${query}&orderId=other`, [["query.orderId", "2 different ones"]]],
    [`orderId=${"x".repeat(101)}&transactionId=${id}`, [["query.orderId", "a text of 101 characters"]]],
    [`orderId=a&orderId=b&transactionId=x`, [
      ["query.transactionId", "a text of 1 characters"],
      ["query.orderId", "2 different ones"]
    ]]
  ])("%s is not LINE Pay's", (query, problems) => {
    for (const result of [Redirect.confirm(`${page}?${query}`), Redirect.cancel(`${page}?${query}`)]) {
      assert.deepStrictEqual(problemsOf(result), problems)
    }
  })

  it("the error says what, where and how to mend it, and quotes nothing of the URL", () => {
    const result = Redirect.confirm(`${page}?transactionId=%3Cscript%3E&orderId=${"y".repeat(101)}`)
    assert.strictEqual(
      Either.isLeft(result) ? result.left.message : undefined,
      "Not a redirect of LINE Pay to the confirm page: " +
        "query.transactionId must be the digits of a transaction id, but is a text of 8 characters; " +
        "query.orderId must be a text of at most 100 characters, but is a text of 101 characters. Nothing was sent. " +
        "If customers see this, check that the confirmUrl reaches this handler with its query"
    )
  })

  it.prop("whatever is opened, nothing is thrown and nothing but an id comes through", [
    FastCheck.oneof(
      FastCheck.string({ unit: "binary" }),
      FastCheck.webUrl({ withQueryParameters: true }),
      FastCheck.webQueryParameters().map((query) => `/?transactionId=${query}`)
    )
  ], ([url]) => {
    const results = [Redirect.confirm(url), Redirect.confirm({ url }), Redirect.cancel(url)]
    for (const result of results) {
      if (Either.isRight(result)) {
        const { transactionId } = result.right
        assert.isTrue(transactionId === undefined || TransactionId.is(transactionId))
      } else {
        assert.instanceOf(result.left, InvalidRedirect)
      }
    }
  })

  it.prop("what LINE Pay sends comes through", [
    FastCheck.bigInt(1n, 2n ** 63n - 1n),
    FastCheck.string({ unit: "grapheme", minLength: 1, maxLength: 10 })
  ], ([id, order]) => {
    const result = Redirect.confirm(`${page}?orderId=${encodeURIComponent(order)}&transactionId=${id}`)
    assert.deepStrictEqual(result, Either.right({ transactionId: TransactionId.make(id), orderId: order }))
  })
})
