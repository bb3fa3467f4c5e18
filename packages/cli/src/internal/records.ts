/** Files of orders and of the merchant centre's transactions: CSV, or NDJSON. */
import { parse as parseCsv } from "csv-parse/sync"
import type { ShopOrder, TransactionRow } from "effect-line-pay/Difference"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fs from "node:fs/promises"
import { DeskError } from "../DeskError.ts"

interface Row {
  /** Where it stands, for a message: `orders.csv, record 3`. */
  readonly place: string
  readonly get: (field: string) => string | undefined
}

const bad = (message: string) => new DeskError({ kind: "Usage", message })

/** A column's name without case, blanks and underscores: `Transaction ID` is `transactionId`. */
const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, "")

/** A JSON number beyond 2^53 has lost digits, and names another payment. As a text that is no id, it is refused. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value.trim()
  if (typeof value !== "number") return undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? "a rounded number" : String(value)
}

const rowOf = (place: string, record: Readonly<Record<string, unknown>>, columns: ReadonlyMap<string, string>): Row => {
  const values = new Map(Object.entries(record).map(([name, value]) => [plainName(name), value] as const))
  return {
    place,
    get: (field) => {
      const value = values.get(plainName(columns.get(field) ?? field))
      if (value === undefined || value === null) return undefined
      const text = textOf(value)
      return text === "" ? undefined : text
    }
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Reads the rows of a file. The first character tells the two formats apart. */
const rows = (
  name: string,
  text: string,
  columns: ReadonlyMap<string, string>
): Either.Either<ReadonlyArray<Row>, DeskError> => {
  const content = text.replace(/^\ufeff/, "")
  if (content.trimStart().startsWith("{")) {
    const found: Array<Row> = []
    for (const [index, line] of content.split("\n").entries()) {
      if (line.trim() === "") continue
      const place = `${name}, line ${index + 1}`
      try {
        const record: unknown = JSON.parse(line)
        if (!isRecord(record)) return Either.left(bad(`${place}: expected a JSON object`))
        found.push(rowOf(place, record, columns))
      } catch {
        return Either.left(bad(`${place}: expected a JSON object on one line`))
      }
    }
    return Either.right(found)
  }
  try {
    const records: ReadonlyArray<Record<string, string>> = parseCsv(content, {
      columns: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count_less: true
    })
    return Either.right(records.map((record, index) => rowOf(`${name}, record ${index + 1}`, record, columns)))
  } catch (error) {
    return Either.left(bad(`${name}: not CSV (${error instanceof Error ? error.message : String(error)})`))
  }
}

const read = (path: string, stdin: Effect.Effect<string>): Effect.Effect<string, DeskError> =>
  path === "-" ? stdin : Effect.tryPromise({
    try: () => Fs.readFile(path, "utf8"),
    catch: (error) =>
      bad(
        `${path}: cannot be read (${
          error instanceof Error && "code" in error ? String(error.code) : "unknown error"
        }). Nothing was compared`
      )
  })

const amountOf = (row: Row, field: string): Either.Either<number | undefined, DeskError> => {
  const text = row.get(field)
  if (text === undefined) return Either.right(undefined)
  const digits = text.replace(/,(?=\d{3}(?:\D|$))/g, "")
  return /^\d{1,15}(?:\.\d{1,6})?$/.test(digits)
    ? Either.right(Number(digits))
    : Either.left(bad(`${row.place}, ${field}: expected an amount in major units, such as 100 or 1,250.50`))
}

const needed = <A>(row: Row, field: string, value: A | undefined): Either.Either<A, DeskError> =>
  value === undefined
    ? Either.left(bad(`${row.place}: ${field} is missing. --column ${field}=HEADER names its column`))
    : Either.right(value)

const transactionOf = (row: Row): Either.Either<TransactionId | undefined, DeskError> => {
  const text = row.get("transactionId")
  if (text === undefined) return Either.right(undefined)
  return TransactionId.is(text)
    ? Either.right(text)
    : Either.left(
      bad(
        `${row.place}, transactionId: expected its digits. A spreadsheet may have rounded it, or a JSON number lost digits; ` +
          "export it as text"
      )
    )
}

const statuses = {
  CAPTURE: "CAPTURE",
  AUTHORIZATION: "AUTHORIZATION",
  VOIDED_AUTHORIZATION: "VOIDED_AUTHORIZATION",
  EXPIRED_AUTHORIZATION: "EXPIRED_AUTHORIZATION",
  NOT_PAID: "NOT_PAID",
  UNKNOWN: "UNKNOWN"
} as const

const isStatus = (text: string): text is keyof typeof statuses => Object.hasOwn(statuses, text)

const orderOf = (row: Row): Either.Either<ShopOrder, DeskError> =>
  Either.gen(function*() {
    const payStatus = (yield* needed(row, "payStatus", row.get("payStatus"))).toUpperCase()
    if (!isStatus(payStatus)) {
      return yield* Either.left(bad(`${row.place}, payStatus: expected one of ${Object.keys(statuses).join(", ")}`))
    }
    const changed = row.get("changedAt")
    const changedAt = changed === undefined ? undefined : new Date(changed)
    if (changedAt !== undefined && Number.isNaN(changedAt.getTime())) {
      return yield* Either.left(bad(`${row.place}, changedAt: expected a time such as 2026-12-01T03:00:00Z`))
    }
    return {
      orderId: yield* needed(row, "orderId", row.get("orderId")),
      payStatus: statuses[payStatus],
      amount: yield* needed(row, "amount", yield* amountOf(row, "amount")),
      currency: yield* needed(row, "currency", row.get("currency")),
      refunded: yield* amountOf(row, "refunded"),
      transactionId: yield* transactionOf(row),
      changedAt
    }
  })

const transactionRowOf = (row: Row): Either.Either<TransactionRow, DeskError> =>
  Either.gen(function*() {
    return {
      transactionId: yield* needed(row, "transactionId", yield* transactionOf(row)),
      orderId: row.get("orderId"),
      amount: yield* needed(row, "amount", yield* amountOf(row, "amount")),
      currency: yield* needed(row, "currency", row.get("currency"))
    }
  })

const all = <A>(
  path: string,
  columns: ReadonlyMap<string, string>,
  stdin: Effect.Effect<string>,
  decode: (row: Row) => Either.Either<A, DeskError>
): Effect.Effect<ReadonlyArray<A>, DeskError> =>
  Effect.gen(function*() {
    const text = yield* read(path, stdin)
    const found = yield* rows(path === "-" ? "standard input" : path, text, columns)
    return yield* Either.all(found.map(decode))
  })

export const orders = (path: string, columns: ReadonlyMap<string, string>, stdin: Effect.Effect<string>) =>
  all(path, columns, stdin, orderOf)

/** The rows of refunds are left out: an order names its payment only, and a refund's amount is below 0. */
export const transactions = (path: string, columns: ReadonlyMap<string, string>, stdin: Effect.Effect<string>) =>
  Effect.map(
    all(path, columns, stdin, (row) => {
      const kind = row.get("transactionType")?.toUpperCase() ?? ""
      return kind.includes("REFUND") || row.get("amount")?.startsWith("-") === true
        ? Either.right(undefined)
        : transactionRowOf(row)
    }),
    (rows) => rows.flatMap((row) => row ?? [])
  )
