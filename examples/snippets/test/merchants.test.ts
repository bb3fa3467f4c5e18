import { assert, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { LinePay } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { merchant } from "../src/merchant.ts"
import { LinePayOf, Merchants, status } from "../src/merchants.ts"
import { order } from "../src/order.ts"

/** A LINE Pay that knows one merchant and no other. */
const serve = (channelId: string, channelSecret: string) =>
  Effect.gen(function*() {
    const context = yield* Layer.build(Layer.fresh(SandboxServer.layer({ channelId, channelSecret })))
    const { url: environment } = Context.get(context, SandboxServer)
    const account = { environment, channelId, channelSecret: Redacted.make(channelSecret) }
    const { transactionId } = yield* Effect.flatMap(LinePay, (linePay) => linePay.requestPayment(order)).pipe(
      Effect.provide(merchant(environment, channelId, account.channelSecret))
    )
    return { account, transactionId, sandbox: Context.get(context, Sandbox) }
  })

it.scopedLive("each merchant signs with its own secret, in one process", () =>
  Effect.gen(function*() {
    const tea = yield* serve("1111111111", "the secret of the tea shop")
    const books = yield* serve("2222222222", "the secret of the bookshop")
    const accounts = new Map([["tea", tea.account], ["books", books.account]])
    const found: Array<string> = []

    const calls = Effect.all([
      status("tea", tea.transactionId),
      status("books", books.transactionId),
      status("tea", tea.transactionId)
    ], { concurrency: "unbounded" })

    const { statuses, stranger } = yield* Effect.all({
      statuses: Effect.zipRight(books.sandbox.approve(books.transactionId), calls),
      stranger: Effect.flip(status("stranger", tea.transactionId))
    }).pipe(
      Effect.provide(LinePayOf.Default),
      Effect.provideService(Merchants, {
        find: (name) =>
          Effect.suspend(() => {
            found.push(name)
            const account = accounts.get(name)
            return account === undefined ? Effect.fail("NoSuchMerchant" as const) : Effect.succeed(account)
          })
      })
    )

    assert.deepStrictEqual(statuses, ["WaitingForCustomer", "Authenticated", "WaitingForCustomer"])
    assert.strictEqual(stranger, "NoSuchMerchant")
    // The second call of a merchant finds the first one's client.
    assert.deepStrictEqual(found, ["tea", "books", "stranger"])
  }))
