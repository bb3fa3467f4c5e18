import { Console, Effect } from "effect"
import { Explanation, Signer, type TransactionId } from "effect-line-pay"

/** Prints what a confirm would sign, for a 1106 that does not go away. Needs a `LinePayConfig`, and no `HttpClient`. */
export const explainConfirm = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const channelSecret = yield* Signer.channelSecret
    const explanation = yield* Explanation.of(
      channelSecret,
      (linePay) => linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
    )
    yield* Console.log(Explanation.render(explanation))
  })
