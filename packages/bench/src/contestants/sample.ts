/**
 * `fetch` by hand, as the sample in LINE Pay's documentation does it:
 * WebCrypto, the secret imported for each request, and long numbers quoted by a
 * regular expression. (Of its mistakes only those are kept that still work.)
 */
import {
  channelId,
  channelSecret,
  type ConfirmAnswer,
  type Contestant,
  type DetailsAnswer,
  query
} from "./contestant.ts"

const sign = async (secret: string, text: string): Promise<string> => {
  const encoder = new TextEncoder()
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"])
  const signature = await crypto.subtle.sign(algorithm.name, key, encoder.encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(signature)))
}

const handleBigInteger = (text: string) => JSON.parse(text.replace(/:\s*(\d{16,})\b/g, ": \"$1\""))

export const make = (origin: string): Contestant => {
  const requestOnlineApi = async (method: "GET" | "POST", path: string, queryString: string, data?: object) => {
    const nonce = crypto.randomUUID()
    const payload = method === "GET" ? queryString : JSON.stringify(data)
    const signature = await sign(channelSecret, channelSecret + path + payload + nonce)
    const response = await fetch(`${origin}${path}${queryString === "" ? "" : `?${queryString}`}`, {
      method,
      headers: {
        "X-LINE-ChannelId": channelId,
        "X-LINE-Authorization": signature,
        "X-LINE-Authorization-Nonce": nonce,
        "Content-Type": "application/json"
      },
      ...(data === undefined ? {} : { body: JSON.stringify(data) })
    })
    return handleBigInteger(await response.text())
  }
  return {
    confirm: async (transactionId) => {
      const data = { amount: 1000, currency: "TWD" }
      const answer: ConfirmAnswer = await requestOnlineApi("POST", `/v3/payments/${transactionId}/confirm`, "", data)
      return answer.info.transactionId
    },
    details: async (transactionIds) => {
      const answer: DetailsAnswer = await requestOnlineApi("GET", "/v3/payments", query(transactionIds))
      return answer.info.map(({ transactionId }) => transactionId)
    }
  }
}
