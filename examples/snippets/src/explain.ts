import { Console, Effect } from "effect"
import { Explanation, Signer, type TransactionId } from "effect-line-pay"

/** Prints what a confirm would sign, to debug a 1106. Needs a `LinePayConfig` and no `HttpClient`. */
export const explainConfirm = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const channelSecret = yield* Signer.channelSecret
    const explanation = yield* Explanation.of(
      channelSecret,
      (linePay) => linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
    )
    yield* Console.log(Explanation.render(explanation))
  })
