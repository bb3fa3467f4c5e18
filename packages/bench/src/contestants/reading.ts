/** Who can read a large answer. */
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Effect } from "effect"
import { LinePay, TransactionId } from "effect-line-pay"
import { transactionId } from "../answers.ts"
import type { ReaderName } from "../job.ts"
import * as Offline from "./offline.ts"

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
  const linePay = await Effect.runPromise(Effect.provide(LinePay, Offline.layer(http)))
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
