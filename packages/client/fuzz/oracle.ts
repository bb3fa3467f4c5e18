import { Cause, Exit } from "effect"
import { LinePayError, Stated } from "effect-line-pay"
import { Operation } from "line-pay-protocol"
import { type Answer, moneyFields } from "./answers.ts"
import * as Json from "./json.ts"

/** What each call of the run asks for. */
export const asked = { transactionId: "2023042201206549310", orderId: "MKSI_S_20180904_1000001" }

export interface Finding {
  readonly kind: "defect" | "false success" | "false rejection" | "lost success" | "wrong evidence"
  readonly what: string
}

/** Judges how a call ended by the characters of its answer alone. `undefined` if there is nothing to say against it. */
export const judge = (answer: Answer, exit: Exit.Exit<unknown, unknown>): Finding | undefined => {
  if (Exit.isSuccess(exit)) return judgeSuccess(answer, exit.value)
  const { cause } = exit
  if (cause._tag !== "Fail" || !LinePayError.isLinePayError(cause.error)) {
    return { kind: "defect", what: Cause.pretty(cause) }
  }
  if (answer.isHarmless) return { kind: "lost success", what: `${cause.error._tag}: ${cause.error.message}` }
  const { code }: { readonly [name: string]: unknown } = { ...cause.error }
  if (code === undefined) return undefined
  const stated = codesIn(Json.read(withoutMark(answer.text)))
  return stated.length === 1 && stated[0] === code
    ? undefined
    : { kind: "false rejection", what: `the error says ${String(code)}, the answer ${JSON.stringify(stated)}` }
}

const judgeSuccess = ({ isHarmless, operation, text }: Answer, success: unknown): Finding | undefined => {
  const falsely = (what: string): Finding => ({ kind: "false success", what })
  const envelope = Json.read(withoutMark(text))
  if (envelope?.kind !== "object") return falsely("the answer is not an object of JSON")
  const codes = codesIn(envelope)
  const [code = ""] = codes
  if (codes.length !== 1 || !Object.hasOwn(Operation.entry(operation).answers, code)) {
    return falsely(`the answer's codes are ${JSON.stringify(codes)}`)
  }
  const info = Json.field(envelope, "info")
  switch (operation) {
    case "checkPaymentStatus": {
      const meant = statuses.get(code)
      return success === meant ? undefined : falsely(`${code} means ${meant}, and the success is ${String(success)}`)
    }
    case "voidPayment":
    case "checkRegKey":
    case "expireRegKey":
      return undefined
    case "getPaymentDetails": {
      if (!Array.isArray(success)) return falsely("details are no list")
      const records = listIn(info)
      if (success.length !== records.length) return falsely(`${success.length} of ${records.length} records`)
      for (const [index, record] of records.entries()) {
        const finding = judgeRecord(operation, record, success[index], isHarmless)
        if (finding !== undefined) return finding
      }
      return undefined
    }
    case "requestPayment":
    case "confirmPayment":
    case "capturePayment":
    case "refundPayment":
    case "payPreapproved":
      return judgeRecord(operation, info, success, isHarmless)
  }
}

/** LINE Pay's documentation, written down once more. */
const statuses = new Map([
  ["0000", "WaitingForCustomer"],
  ["0110", "Authenticated"],
  ["0121", "CanceledOrExpired"],
  ["0122", "Failed"],
  ["0123", "Completed"]
])

/** A client may take off a byte order mark, and HTTP clients do. */
const withoutMark = (text: string): string => text.startsWith("\ufeff") ? text.slice(1) : text

/** All that the fields for a code say, each once. A code that is none is one, too: it contradicts. */
const codesIn = (envelope: Json.Json | undefined): ReadonlyArray<string> => {
  if (envelope?.kind !== "object") return []
  const fields = envelope.fields.filter(({ name, value }) =>
    (name === "returnCode" || name === "resultCode") && !Json.isAbsent(value)
  )
  return [
    ...new Set(fields.map(({ value }) => {
      if (value.kind === "text") return /^\d+$/.test(value.value) ? value.value : "none"
      return value.kind === "number" && /^[1-9]\d*$/.test(value.source) ? value.source.padStart(4, "0") : "none"
    }))
  ]
}

/** The text of an id, however it is written. */
const idIn = (json: Json.Json | undefined): string | undefined =>
  json?.kind === "text" ? json.value : json?.kind === "number" ? Json.integer(json.source) : undefined

/** A number that a double cannot hold is a text of its digits, as exact JSON has it. */
const textIn = (json: Json.Json | undefined): string | undefined => {
  if (json?.kind !== "number") return json?.kind === "text" ? json.value : undefined
  const digits = Json.integer(json.source)
  return digits !== undefined && !Number.isSafeInteger(Number(digits)) ? digits : undefined
}

const numberIn = (json: Json.Json | undefined): number | undefined =>
  json?.kind === "number"
    ? Number(json.source)
    : json?.kind === "text" && json.value !== ""
    ? Number(json.value)
    : undefined

/** One object where a list is meant is a list of one. */
const listIn = (json: Json.Json | undefined): ReadonlyArray<Json.Json> =>
  json?.kind === "list" ? json.items : json?.kind === "object" ? [json] : []

const judgeRecord = (
  operation: Operation.Operation,
  stated: Json.Json | undefined,
  given: unknown,
  isHarmless: boolean
): Finding | undefined => {
  const id = operation === "refundPayment" ? "refundTransactionId" : "transactionId"
  const falsely = (what: string): Finding => ({ kind: "false success", what })
  const statedId = idIn(Json.field(stated, id))
  if (statedId === undefined || !/^\d{1,20}$/.test(statedId) || fieldOf(given, id) !== statedId) {
    return falsely(`${id} is ${String(fieldOf(given, id))}, and the answer says ${statedId}`)
  }
  const order = Json.field(stated, "orderId")
  const statedOrder = order?.kind === "text" ? order.value : undefined
  const isOurs = {
    confirmPayment: statedId === asked.transactionId,
    capturePayment: statedId === asked.transactionId,
    payPreapproved: statedOrder === undefined || statedOrder === "" || statedOrder === asked.orderId,
    getPaymentDetails: statedId === asked.transactionId || !Json.isAbsent(Json.field(stated, "originalTransactionId"))
  }
  if (Object.hasOwn(isOurs, operation) && !isOurs[operation as keyof typeof isOurs]) {
    return falsely(
      `asked about ${asked.transactionId}, ${asked.orderId}; the answer is about ${statedId}, ${statedOrder}`
    )
  }
  for (const name of moneyFields[operation].filter((name) => !name.includes("."))) {
    const [field, value] = [Json.field(stated, name), fieldOf(given, name)]
    if (value === undefined) {
      if (!Json.isAbsent(field)) return { kind: "wrong evidence", what: `${name} was dropped` }
    } else if (Stated.isUnreadable(value)) {
      if (isHarmless) return { kind: "lost success", what: `${name} is unreadable` }
    } else if (!says(name, field, value)) {
      return { kind: "wrong evidence", what: `${name} is ${JSON.stringify(value)}, and the answer says otherwise` }
    }
  }
  return undefined
}

/** Whether a field of a success is what the answer says. */
const says = (name: string, field: Json.Json | undefined, value: unknown): boolean => {
  switch (name) {
    case "transactionId":
    case "refundTransactionId":
    case "originalTransactionId":
      return idIn(field) === value
    case "payInfo":
      return sayEach(field, value, (entry, given) => numberIn(Json.field(entry, "amount")) === fieldOf(given, "amount"))
    case "refundList":
      return sayEach(
        field,
        value,
        (entry, given) =>
          idIn(Json.field(entry, "refundTransactionId")) === fieldOf(given, "refundTransactionId") &&
          numberIn(Json.field(entry, "refundAmount")) === fieldOf(given, "refundAmount")
      )
    case "paymentUrl":
      return textIn(Json.field(field, "web")) === fieldOf(value, "web")
    default:
      return textIn(field) === value
  }
}

const sayEach = (
  field: Json.Json | undefined,
  value: unknown,
  says: (entry: Json.Json, given: unknown) => boolean
): boolean => {
  const entries = listIn(field)
  return Array.isArray(value) && value.length === entries.length &&
    entries.every((entry, index) => says(entry, value[index]))
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([each]) => each === name)?.[1] : undefined
