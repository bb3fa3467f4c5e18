/**
 * The limit: undici and node:crypto, and nothing that protects anybody. No
 * check, no exact id, no error but a thrown one, no timeout of its own.
 */
import { createHmac, randomUUID } from "node:crypto"
import { Agent } from "undici"
import {
  channelId,
  channelSecret,
  type ConfirmAnswer,
  type Contestant,
  type DetailsAnswer,
  query
} from "./contestant.ts"

export const make = (origin: string): Contestant => {
  const agent = new Agent({ keepAliveTimeout: 4_000 })
  const send = async (method: "GET" | "POST", path: string, payload: string) => {
    const nonce = randomUUID()
    const signature = createHmac("sha256", channelSecret).update(channelSecret + path + payload + nonce).digest(
      "base64"
    )
    const { body } = await agent.request({
      origin,
      path: method === "GET" ? `${path}?${payload}` : path,
      method,
      headers: {
        "Content-Type": "application/json",
        "X-LINE-ChannelId": channelId,
        "X-LINE-Authorization-Nonce": nonce,
        "X-LINE-Authorization": signature
      },
      body: method === "GET" ? null : payload
    })
    return JSON.parse(await body.text())
  }
  return {
    confirm: async (transactionId) => {
      const payload = JSON.stringify({ amount: 1000, currency: "TWD" })
      const answer: ConfirmAnswer = await send("POST", `/v3/payments/${transactionId}/confirm`, payload)
      return answer.info.transactionId
    },
    details: async (transactionIds) => {
      const answer: DetailsAnswer = await send("GET", "/v3/payments", query(transactionIds))
      return answer.info.map(({ transactionId }) => transactionId)
    }
  }
}
