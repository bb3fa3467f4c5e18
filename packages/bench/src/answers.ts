/** The answers of the loopback server: LINE Pay's documented examples, with 64-bit ids as bare numbers. */

/** The id of every confirm. A double cannot hold it. */
export const transactionId = "2023042201206549311"

/** The ids in a details call. */
export const transactionIds: ReadonlyArray<string> = Array.from(
  { length: 100 },
  (_, index) => String(BigInt(transactionId) + BigInt(index) * 2n)
)

export const confirmed = (id: string): string =>
  `{"returnCode":"0000","returnMessage":"Success.","info":{"orderId":"MKSI_M_20180904_1000001","transactionId":${id},` +
  `"payInfo":[{"method":"CREDIT_CARD","amount":900},{"method":"POINT","amount":100}],"paymentProvider":"TSP"}}`

export const details = (ids: ReadonlyArray<string>): string =>
  `{"returnCode":"0000","returnMessage":"Success.","info":[${ids.map(payment).join(",")}]}`

const payment = (id: string, index: number): string =>
  `{"transactionId":${id},"transactionDate":"2023-04-22T11:48:26Z","transactionType":"PAYMENT",` +
  `"payStatus":"CAPTURE","productName":"Brown pen, 原味優格","merchantName":"Pen shop","currency":"TWD",` +
  `"payInfo":[{"method":"CREDIT_CARD","amount":900,"creditCardNickname":"","creditCardBrand":"VISA"},` +
  `{"method":"POINT","amount":100}],"orderId":"MKSI_M_20230422_${1_000_001 + index}",` +
  `"refundList":[{"refundTransactionId":${BigInt(id) + 1n},"transactionType":"PARTIAL_REFUND","refundAmount":-300,` +
  `"refundTransactionDate":"2023-04-23T02:10:11Z"}],` +
  `"packages":[{"id":"1","amount":1000,"products":[{"id":"PEN-B-001","name":"Pen Brown","quantity":2,"price":500}]}]}`

/** Answers for one payment: its status, a confirm, its details and a refund. */
export const settled = (target: string): string => {
  const id = /\d{19}/.exec(target)?.[0] ?? ""
  const success = `{"returnCode":"0000","returnMessage":"Success."`
  if (target.endsWith("/check")) return `{"returnCode":"0110","returnMessage":"Authenticated."}`
  if (target.endsWith("/confirm")) {
    return `${success},"info":{"orderId":"order-${id}","transactionId":${id},` +
      `"payInfo":[{"method":"CREDIT_CARD","amount":900},{"method":"POINT","amount":100}]}}`
  }
  if (target.endsWith("/refund")) {
    return `${success},"info":{"refundTransactionId":${BigInt(id) + 1_000_000_000_000n},` +
      `"refundTransactionDate":"2023-04-23T02:10:11Z"}}`
  }
  return `${success},"info":[{"transactionId":${id},"transactionDate":"2023-04-22T11:48:26Z",` +
    `"transactionType":"PAYMENT","payStatus":"CAPTURE","productName":"Brown pen, 原味優格","currency":"TWD",` +
    `"payInfo":[{"method":"CREDIT_CARD","amount":900},{"method":"POINT","amount":100}],"orderId":"order-${id}"}]}`
}

/** A confirm whose packages fill so many megabytes. */
export const large = (id: string, megabytes: number): string => {
  const before = `{"returnCode":"0000","returnMessage":"Success.","info":{"transactionId":${id},"packages":[`
  const one = `{"id":"1","amount":1000,"products":[{"id":"PEN-B-001","name":"Pen Brown","quantity":2,"price":500}]}`
  const after = "]}}"
  const room = megabytes * 1_000_000 - before.length - one.length - after.length
  return `${before}${`${one},`.repeat(Math.floor(room / (one.length + 1)))}${one}${after}`
}

/** The answers that the parsers of JSON are compared with. */
export const parsed = {
  "a confirm": confirmed(transactionId),
  "details of 1 payment": details(transactionIds.slice(0, 1)),
  "details of 100 payments": details(transactionIds),
  /** Each of its numbers is an integer that only a search for exponents finds. */
  "1 MB of `1e20`": `{"info":{"transactionId":${transactionId},"amounts":[${"1e20,".repeat(200_000)}0]}}`
} as const

export type Parsed = keyof typeof parsed
