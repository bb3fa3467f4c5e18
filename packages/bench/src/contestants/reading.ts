/** Who can read a large answer. */
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"
import { Exchange, LinePay, LinePayConfig, Nonce, Signer, TransactionId } from "effect-line-pay"
import { transactionId } from "../answers.ts"
import type { ReaderName } from "../job.ts"

/** Reads an answer to a confirm, and says whether all of it was there. */
export type Reader = (text: string) => Promise<boolean>

export const reader = async (name: ReaderName): Promise<Reader> =>
  name === "JSON.parse" ? async (text) => JSON.parse(text).info.packages.length > 0 : await client()

/** The client without a network. */
const client = async (): Promise<Reader> => {
  let answer = ""
  const http = HttpClient.make((request) =>
    Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(answer)))
  )
  const linePay = await Effect.runPromise(Effect.provide(
    LinePay,
    LinePay.layer.pipe(Layer.provide([
      Layer.provide(Exchange.layerHttpClient, Layer.succeed(HttpClient.HttpClient, http)),
      Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" }),
      Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") }),
      Nonce.layerUuidV1
    ]))
  ))
  const confirm = linePay.confirmPayment({
    transactionId: TransactionId.make(transactionId),
    amount: 1000,
    currency: "TWD"
  })
  return async (text) => {
    answer = text
    const confirmed = await Effect.runPromise(confirm)
    return confirmed.transactionId === transactionId && (confirmed.packages ?? []).length > 0
  }
}
