import { createHmac } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"

export const transactionId = "2023042201206549310"

/** Calls `work` with the variables of a server that answers like LINE Pay, but only to a signed request. */
export const withLinePay = async (work) => {
  const channelId = "1234567890"
  const secret = "a consumer's secret"
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request.setEncoding("utf8")) body += chunk
    const [pathname, query = ""] = request.url.split("?")
    const payload = request.method === "GET" ? query : body
    const signature = createHmac("sha256", secret)
      .update(secret + pathname + payload + request.headers["x-line-authorization-nonce"]).digest("base64")
    const signed = request.headers["x-line-authorization"] === signature &&
      request.headers["x-line-channelid"] === channelId
    const info = `{"transactionId":${transactionId},"paymentAccessToken":"056579816895",` +
      `"paymentUrl":{"web":"https://example.com/","app":"line://pay/payment/1"}}`
    response.setHeader("Content-Type", "application/json")
    response.end(
      signed
        ? `{"returnCode":"0000","returnMessage":"Success.","info":${info}}`
        : `{"returnCode":"1106","returnMessage":"Header information error."}`
    )
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  try {
    return await work({
      LINE_PAY_CHANNEL_ID: channelId,
      LINE_PAY_CHANNEL_SECRET: secret,
      LINE_PAY_ENVIRONMENT: `http://127.0.0.1:${server.address().port}`,
      LINE_PAY_MERCHANT: "test-shop"
    })
  } finally {
    server.close()
  }
}
