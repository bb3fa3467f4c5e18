import type { Operation } from "line-pay-protocol"
import * as Dice from "./dice.ts"
import * as Json from "./json.ts"

// Answers of LINE Pay as they could be if something went wrong: a success of the call, changed at random.

export interface Answer {
  readonly operation: Operation.Operation
  readonly text: string
  readonly status: number
  /** Nothing was changed that money depends on: this has to be a success. */
  readonly isHarmless: boolean
}

const id = 2023042201206549310n
const orderId = "MKSI_S_20180904_1000001"

const payInfo = [{
  method: "CREDIT_CARD",
  amount: 90.5,
  creditCardNickname: "My card",
  creditCardBrand: "VISA",
  maskedCreditCardNumber: "************1234"
}, { method: "POINT", amount: 9.5 }]

const packages = [{
  id: "1",
  amount: 100,
  userFeeAmount: 0,
  name: "Shop",
  products: [{
    id: "a",
    name: "Pen",
    imageUrl: "https://shop.example/a.png",
    quantity: 2,
    price: 50,
    originalPrice: 60
  }]
}]

const shipping = {
  methodId: "1",
  feeAmount: "10",
  address: { country: "TW", postalCode: "100", recipient: { firstName: "A", lastName: "B", phoneNo: "+886 2" } }
}

const record = {
  transactionId: id,
  orderId,
  productName: "Pen",
  merchantName: "Shop",
  currency: "TWD",
  transactionDate: "2023-04-22T09:00:31Z",
  authorizationExpireDate: "2023-05-22T09:00:31Z",
  transactionType: "PAYMENT",
  payStatus: "CAPTURE",
  payInfo,
  refundList: [{
    refundTransactionId: 2023042201206549311n,
    transactionType: "PARTIAL_REFUND",
    refundAmount: -20,
    refundTransactionDate: "2023-04-23T09:15:01Z"
  }],
  packages,
  events: [{ code: "EVT", totalAmount: 1, productQuantity: 1 }],
  shipping,
  paymentProvider: "TSP"
}

/** What each call answers when all is well, with every field that a document names. */
const infos: { readonly [O in Operation.Operation]: unknown } = {
  requestPayment: {
    paymentUrl: { web: "https://web-pay.line.me/web/payment/wait", app: "line://pay/payment/REpE" },
    transactionId: id,
    paymentAccessToken: "056579816895"
  },
  checkPaymentStatus: { shipping },
  confirmPayment: {
    orderId,
    transactionId: id,
    authorizationExpireDate: "2023-05-22T09:00:31Z",
    regKey: "RK2AE3519XTFXHM",
    payInfo,
    packages,
    merchantReference: { affiliateCards: [{ cardType: "MOBILE_CARRIER", cardId: "/ABC123" }] },
    shipping,
    paymentProvider: "TSP"
  },
  capturePayment: { transactionId: id, orderId, payInfo, paymentProvider: "TSP" },
  voidPayment: {},
  refundPayment: { refundTransactionId: 2023042201206549311n, refundTransactionDate: "2023-04-22T09:15:01Z" },
  getPaymentDetails: [
    record,
    {
      transactionId: 2023042201206549313n,
      originalTransactionId: id,
      transactionType: "PARTIAL_REFUND",
      transactionDate: "2023-04-23T09:15:01Z",
      orderId,
      packages
    }
  ],
  checkRegKey: { creditCardAuth: true },
  payPreapproved: {
    transactionId: id,
    transactionDate: "2023-04-22T09:00:31Z",
    orderId,
    authorizationExpireDate: "2023-05-22T09:00:31Z",
    paymentProvider: "TSP"
  },
  expireRegKey: {}
}

/**
 * The fields that a conclusion about money can rest on, by the documents of LINE Pay. Written down here once more, so
 * that a field that the library takes for harmless by mistake is found.
 */
export const moneyFields: { readonly [O in Operation.Operation]: ReadonlyArray<string> } = {
  requestPayment: ["transactionId", "paymentUrl", "paymentUrl.web"],
  checkPaymentStatus: [],
  confirmPayment: ["transactionId", "orderId", "authorizationExpireDate", "payInfo", "payInfo.amount"],
  capturePayment: ["transactionId", "orderId", "payInfo", "payInfo.amount"],
  voidPayment: [],
  refundPayment: ["refundTransactionId", "refundTransactionDate"],
  getPaymentDetails: [
    "transactionId",
    "originalTransactionId",
    "orderId",
    "currency",
    "transactionDate",
    "authorizationExpireDate",
    "transactionType",
    "payStatus",
    "payInfo",
    "payInfo.amount",
    "refundList",
    "refundList.refundTransactionId",
    "refundList.refundAmount",
    "refundList.refundTransactionDate"
  ],
  checkRegKey: [],
  payPreapproved: ["transactionId", "transactionDate", "orderId", "authorizationExpireDate"],
  expireRegKey: []
}

const envelopeFields = ["returnCode", "resultCode", "info"]

const operations = [
  "requestPayment",
  "checkPaymentStatus",
  "confirmPayment",
  "capturePayment",
  "voidPayment",
  "refundPayment",
  "getPaymentDetails",
  "checkRegKey",
  "payPreapproved",
  "expireRegKey"
] as const

export const make = (seed: number): Answer => {
  const dice = Dice.make(seed)
  const operation = dice.pick(operations)
  const success: Json.Json = {
    kind: "object",
    fields: [
      { name: dice.chance(0.8) ? "returnCode" : "resultCode", value: Json.of(codeOf(operation, dice)) },
      { name: "returnMessage", value: Json.of("Success.") },
      { name: "info", value: Json.of(infos[operation]) }
    ]
  }
  const isHarmless = dice.chance(0.4)
  const places = [...placesIn(success, "", operation)].filter((place) => !isHarmless || place.isHarmless)
  for (let left = dice.between(isHarmless ? 1 : 0, 4); left > 0; left--) {
    if (isNonEmpty(places)) change(dice, dice.pick(places), isHarmless)
  }
  if (isHarmless) return { operation, text: Json.write(success), status: 200, isHarmless }
  if (dice.chance(0.3)) changeCodes(dice, success)
  const text = dice.chance(0.25) ? damaged(dice, Json.write(success)) : Json.write(success)
  return {
    operation,
    text,
    status: dice.chance(0.8) ? 200 : dice.pick([201, 302, 400, 401, 404, 500, 503]),
    isHarmless
  }
}

const codeOf = (operation: Operation.Operation, dice: Dice.Dice): string =>
  operation === "checkPaymentStatus" ? dice.pick(["0000", "0110", "0121", "0122", "0123"]) : "0000"

const isNonEmpty = <A>(all: ReadonlyArray<A>): all is readonly [A, ...ReadonlyArray<A>] => all.length > 0

/** An object or a list that can be changed, at one of its fields or by a new one. */
interface Place {
  readonly json: Extract<Json.Json, { readonly kind: "object" | "list" }>
  /** `undefined` for a new one. */
  readonly at: number | undefined
  readonly isHarmless: boolean
}

/** `path` has no indices: that of the fields in a record of details, too. */
function* placesIn(json: Json.Json, path: string, operation: Operation.Operation): Generator<Place> {
  if (json.kind === "object") {
    yield { json, at: undefined, isHarmless: true }
    for (const [at, { name, value }] of json.fields.entries()) {
      const inside = path === "" ? name : `${path}.${name}`
      yield { json, at, isHarmless: isHarmlessAt(inside, operation) }
      yield* placesIn(value, inside, operation)
    }
  } else if (json.kind === "list") {
    for (const [at, value] of json.items.entries()) {
      yield { json, at, isHarmless: isHarmlessAt(path, operation) }
      yield* placesIn(value, path, operation)
    }
  }
}

const isHarmlessAt = (path: string, operation: Operation.Operation): boolean => {
  if (envelopeFields.includes(path)) return false
  return !path.startsWith("info.") || !moneyFields[operation].includes(path.slice("info.".length))
}

const change = (dice: Dice.Dice, { at, json }: Place, isHarmless: boolean): void => {
  if (json.kind === "list") {
    // An earlier change may have taken it away.
    if (at === undefined || at >= json.items.length) return
    if (dice.chance(0.2)) json.items.splice(at, 1)
    else json.items.splice(at, dice.pick([0, 1, 1]), anything(dice, 3))
    return
  }
  const field = at === undefined ? undefined : json.fields[at]
  if (field === undefined) {
    // Behind what is known, and under a name that means nothing.
    const name = isHarmless ? `new${dice.between(0, 9)}` : dice.pick(names)
    json.fields.push({ name, value: anything(dice, 3) })
    return
  }
  switch (dice.pick(["replace", "replace", "other spelling", "null", "empty", "again", "wrap"])) {
    case "replace":
      field.value = anything(dice, 3)
      break
    case "other spelling":
      field.value = spelledOtherwise(dice, field.value)
      break
    case "null":
      field.value = Json.of(null)
      break
    case "empty":
      field.value = Json.of(dice.pick<unknown>(["", [], {}]))
      break
    case "again":
      json.fields.push({ name: field.name, value: dice.chance(0.5) ? field.value : anything(dice, 2) })
      break
    case "wrap":
      field.value = { kind: "list", items: [field.value] }
      break
  }
}

const spelledOtherwise = (dice: Dice.Dice, json: Json.Json): Json.Json => {
  if (json.kind === "text" && /^-?(?:0|[1-9]\d*)$/.test(json.value)) return { kind: "number", source: json.value }
  if (json.kind !== "number" || /[eE]/.test(json.source)) return json
  const { source } = json
  return dice.pick<Json.Json>([
    { kind: "text", value: source },
    { kind: "number", source: `${source}e0` },
    ...(/^-?\d{2,}$/.test(source)
      ? [
        { kind: "number" as const, source: `${source.slice(0, -1)}.${source.slice(-1)}e1` },
        { kind: "number" as const, source: `${source[0]}.${source.slice(1)}e${source.length - 1}` },
        { kind: "number" as const, source: `${source}0e-1` }
      ]
      : [])
  ])
}

const names = [
  "returnCode",
  "resultCode",
  "info",
  "transactionId",
  "orderId",
  "payInfo",
  "amount",
  "refundList",
  "__proto__",
  "constructor",
  "toString",
  "",
  "unread"
] as const

const scalars = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "-1",
  "0.1",
  "1e400",
  "-1e400",
  "1e-400",
  "1e20",
  "1e21",
  "9007199254740993",
  "2023042201206549310",
  "2023042201206549311",
  "2023042201206549200",
  "2.02304220120654931e18",
  "18446744073709551616",
  `"2023042201206549310"`,
  `"2023042201206549311"`,
  `" 2023042201206549310"`,
  `"2.02304220120654931e18"`,
  `"-1"`,
  `""`,
  `" "`,
  `"0"`,
  `"0000"`,
  `"0110"`,
  `"1104"`,
  `"MKSI_S_20180904_1000001"`,
  `"MKSI_S_20180904_1000002"`,
  `"CAPTURE"`,
  `"REFUND_2"`,
  `"\\u0000\\u001b[2J"`,
  `"\\ud800"`,
  `"\\u202e原味優格"`,
  `"\\"2023042201206549310,"`
] as const

const anything = (dice: Dice.Dice, depth: number): Json.Json => {
  if (depth === 0 || dice.chance(0.6)) return Json.read(dice.pick(scalars)) ?? Json.of(null)
  if (dice.chance(0.1)) return Json.of("x".repeat(dice.between(100, 5_000)))
  const inside = Array.from({ length: dice.between(0, 3) }, () => anything(dice, depth - 1))
  return dice.chance(0.5)
    ? { kind: "list", items: inside }
    : { kind: "object", fields: inside.map((value) => ({ name: dice.pick(names), value })) }
}

const codes = [
  `"0000"`,
  `"0110"`,
  `"1104"`,
  `"1150"`,
  `"1172"`,
  `"1199"`,
  `"9000"`,
  `"9999"`,
  `"00000"`,
  `"000"`,
  `" 0000"`,
  `"INTERNAL_ERROR"`,
  `""`,
  "null",
  "0",
  "-0",
  "0.0",
  "1e-400",
  "110",
  "1.1e2",
  "1104",
  "1104.0",
  "[]",
  "{}",
  "true"
] as const

const changeCodes = (dice: Dice.Dice, envelope: Json.Json): void => {
  if (envelope.kind !== "object") return
  for (let left = dice.between(1, 3); left > 0; left--) {
    const value = Json.read(dice.pick(codes)) ?? Json.of(null)
    const code = envelope.fields.find(({ name }) => name === "returnCode" || name === "resultCode")
    if (code !== undefined && dice.chance(0.3)) code.value = value
    else {
      const name = dice.pick(["returnCode", "resultCode"])
      envelope.fields.splice(dice.between(0, envelope.fields.length), 0, { name, value })
    }
  }
}

/** What proxies, crashes and other servers make of an answer. */
const damaged = (dice: Dice.Dice, text: string): string => {
  const damage = dice.pick(
    ["cut", "cut", "characters", "characters", "escaped name", "twice", "page", "padded"] as const
  )
  switch (damage) {
    case "cut":
      return text.slice(0, dice.between(0, text.length))
    case "characters": {
      let damaged = text
      for (let left = dice.between(1, 3); left > 0; left--) {
        const at = dice.between(0, damaged.length)
        const character = dice.pick([
          `"`,
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "0",
          "9",
          "e",
          "-",
          ".",
          " ",
          "\u0000",
          "é"
        ])
        damaged = damaged.slice(0, at) + (dice.chance(0.3) ? "" : character) + damaged.slice(at + dice.between(0, 2))
      }
      return damaged
    }
    case "escaped name":
      return text.replace(
        /"(returnC|resultC|transactionI|orderI)/,
        (_, name: string) => `"${name.slice(0, -1)}\\u00${name.charCodeAt(name.length - 1).toString(16)}`
      )
    case "twice":
      return text + dice.pick(["", ",", "\n"]) + text
    case "page":
      return dice.pick(["", "null", "[]", "0000", `"0000"`, "<html>502 Bad Gateway</html>", "{}", "[".repeat(2_000)])
    case "padded":
      return dice.pick(["\ufeff", " ".repeat(20), "\n", ")]}',\n"]) + text + " ".repeat(dice.between(0, 20))
  }
}
