import type { Process } from "../Command.ts"

/** A width of a text in a terminal. A Chinese or Thai character may take two columns or none; this counts the former. */
const width = (text: string): number =>
  [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
        ? 2
        : 1),
    0
  )

/** Text of others, on one line and without control characters, which could repaint the terminal. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd")

/** A key or an id as it can be pasted into a shell. Others choose order ids, so an id may look like a command. */
export const argument = (text: string): string => {
  const safe = plain(text)
  return /^[\w./:@+][\w./:@+-]*(?: [\w./:@+][\w./:@+-]*)*$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`
}

const pad = (text: string, columns: number): string => text + " ".repeat(Math.max(0, columns - width(text)))

/** Aligned columns. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))))
  return [head, ...rows]
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ").trimEnd())
    .join("\n")
}

/** Names and values, one pair a line. */
export const pairs = (rows: ReadonlyArray<readonly [name: string, value: string]>): string => {
  const columns = Math.max(...rows.map(([name]) => width(name)))
  return rows.map(([name, value]) => `${pad(name, columns)}  ${value.replaceAll("\n", `\n${" ".repeat(columns + 2)}`)}`)
    .join("\n")
}

/** An amount with its currency. */
export const money = (amount: number, currency: string | undefined): string =>
  `${new Intl.NumberFormat("en-US", { maximumFractionDigits: 20 }).format(amount)}${
    currency === undefined ? "" : ` ${currency}`
  }`

const parts = (at: number, timeZone: string | undefined): string => {
  const format = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone })
  })
  const found = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const get = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? ""
  return `${get("year")}-${get("month")}-${get("day")} ${get("hour")}:${get("minute")}:${get("second")}`
}

/** The longest time that a `Date` can hold. */
const isTime = (at: number): boolean => Number.isFinite(at) && Math.abs(at) <= 8.64e15

/** A time where the operator sits. */
export const local = (at: number, { timeZone }: Pick<Process, "timeZone">): string =>
  isTime(at) ? parts(at, timeZone) : "an unreadable time"

/** A time where the operator sits, and in UTC, in which logs are. */
export const time = (at: number, process: Pick<Process, "timeZone">): string => {
  if (!isTime(at)) return "an unreadable time"
  const here = local(at, process)
  const utc = `${new Date(at).toISOString().slice(0, 19)}Z`
  return here === `${utc.slice(0, 10)} ${utc.slice(11, 19)}` ? utc : `${here} (${utc})`
}

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2)
