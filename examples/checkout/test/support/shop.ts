/** The shop without its pages, on a LINE Pay in this process and a database of its own. */
import { FileSystem, UrlParams } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { Array as Arr, Duration, Effect, Layer, Redacted } from "effect"
import { AttemptLog } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import * as Cart from "../../src/Cart.ts"
import * as Checkout from "../../src/Checkout.ts"
import * as Database from "../../src/Database.ts"
import { Orders } from "../../src/Orders.ts"
import * as Shop from "../../src/Shop.ts"
import { ShopConfig } from "../../src/ShopConfig.ts"
import * as Token from "../../src/Token.ts"

/** The path of a database that is not there yet, and gone when the scope is closed. */
export const databaseFile = Effect.map(
  Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped({ prefix: "checkout-test-" })),
  (directory) => `${directory}/shop.db`
).pipe(Effect.provide(NodeFileSystem.layer), Effect.orDie)

export const password = "only-for-tests-4711"

const Config = Layer.scoped(
  ShopConfig,
  Effect.map(databaseFile, (database) => ({
    host: "127.0.0.1",
    port: 0,
    url: new URL("http://localhost:3000"),
    database,
    shopkeeperPassword: Redacted.make(password),
    sweepEvery: Duration.minutes(1)
  }))
)

/** The times of a log in a database are the database's, which no test can adjust. */
export const layer = Shop.ServicesWithoutLog.pipe(
  Layer.provideMerge(Layer.merge(AttemptLog.layerMemory, Database.layer)),
  Layer.provideMerge(Layer.merge(LinePayTest.layer(), Config))
)

/** An order of one tin, for NT$480. */
export const placed = Effect.gen(function*() {
  const cart = yield* Cart.fromForm(UrlParams.fromInput({ alishan: 1 }))
  return yield* (yield* Orders).place(yield* Token.make, cart, "en")
})

/** Sends the customer to LINE Pay with an order, and gives the transaction id. */
export const sentToLinePay = (orderId: string) =>
  Effect.gen(function*() {
    const orders = yield* Orders
    const order = yield* Effect.flatten(orders.byId(orderId))
    yield* Checkout.pay(order, "en")
    const newest = Arr.last(yield* orders.openPayments)
    return (yield* newest).transactionId
  })

/** An order that its customer has approved at LINE Pay. */
export const approved = Effect.gen(function*() {
  const { id } = yield* placed
  const transactionId = yield* sentToLinePay(id)
  yield* (yield* Sandbox).approve({ transactionId })
  return { id, transactionId }
})

/** An order that its customer has approved twice, in two tabs. */
export const approvedTwice = Effect.gen(function*() {
  const { id, transactionId: first } = yield* approved
  const second = yield* sentToLinePay(id)
  yield* (yield* Sandbox).approve({ transactionId: second })
  return { id, first, second }
})

export const stateOf = (orderId: string) =>
  Effect.gen(function*() {
    return (yield* Effect.flatten((yield* Orders).byId(orderId))).state
  })
