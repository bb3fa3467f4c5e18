/** `line-pay-merchant`, the SDK on npm. It knows LINE Pay's two hosts only, so the loopback server is its proxy. */
import { createLinePayClient } from "line-pay-merchant"
import { channelId, channelSecret, type Contestant, type DetailsAnswer } from "./contestant.ts"

export const make = (origin: string): Contestant => {
  process.env["https_proxy"] = origin
  const client = createLinePayClient({ channelId, channelSecretKey: channelSecret, env: "development" })
  return {
    confirm: async (transactionId) => {
      const answer = await client.confirm.send({ transactionId, body: { amount: 1000, currency: "TWD" } })
      return answer.body.info.transactionId
    },
    details: async (transactionIds) => {
      const answer = await client.paymentDetails.send({ params: { transactionId: [...transactionIds] } })
      // Its published types import from a path of their own repository, and so say nothing.
      const info: DetailsAnswer["info"] = answer.body.info
      return info.map(({ transactionId }) => transactionId)
    }
  }
}
