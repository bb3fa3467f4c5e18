import { HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { ConfirmIntent, TransactionId } from "effect-line-pay"
import { Sandbox } from "effect-line-pay-sandbox"
import { confirmPage } from "../src/confirmPage.ts"
import * as Shop from "./support/shop.ts"

it.scoped("the page confirms, as often as it is opened, and knows a stranger", () =>
  Effect.gen(function*() {
    const intent = yield* Shop.approved()
    const orders = new Map<TransactionId, ConfirmIntent>([[intent.transactionId, intent]])
    const app = yield* confirmPage({
      find: (transactionId) => Effect.succeed(Option.fromNullable(orders.get(transactionId)))
    })
    const open = (query: string) =>
      Effect.gen(function*() {
        const request = HttpServerRequest.fromWeb(new Request(`https://shop.example/confirm${query}`))
        const response = yield* Effect.provideService(app, HttpServerRequest.HttpServerRequest, request)
        return yield* Effect.promise(() => HttpServerResponse.toWeb(response).text())
      })
    const query = `?transactionId=${intent.transactionId}&orderId=${intent.orderId}`
    assert.deepStrictEqual(yield* Effect.all([open(query), open(query), open("?transactionId=1"), open("")]), [
      "Thank you.",
      "Thank you.",
      "We do not know this payment.",
      "We do not know this payment."
    ])
    const movements = yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger)
    assert.deepStrictEqual(movements.map(({ kind }) => kind), ["Capture"])
  }).pipe(Effect.provide(Shop.layer())))
