/**
 * Confirms so many times at the origin given, and prints how large its heap was before. In a heap of a known size it ends,
 * or dies.
 */
import { Effect, Layer } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer, TransactionId } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

const [, , origin = "", times = ""] = process.argv

const layer = LinePay.layerExchange.pipe(Layer.provide([
  LinePayNode.layerExchange,
  Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: origin }),
  Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") }),
  Nonce.layerUuidV1
]))

globalThis.gc?.()
const { heapTotal } = process.memoryUsage()
const confirm = Effect.flatMap(LinePay, (linePay) =>
  linePay.confirmPayment({
    transactionId: TransactionId.make("2018082512345678910"),
    amount: 100,
    currency: "TWD"
  }))
await Effect.runPromise(
  Effect.repeatN(Effect.either(confirm), Number(times) - 1).pipe(Effect.provide(layer))
)
console.log(heapTotal)
