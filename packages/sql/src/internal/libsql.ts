/**
 * Works around a bug of libSQL's client for files, so that what it reports as
 * written is committed.
 *
 * A statement that fails with `SQLITE_BUSY` stays unfinished on its connection.
 * While it does, SQLite commits no later write of the connection, although each
 * one succeeds. When the garbage collector finds the statement, SQLite rolls
 * all of them back. The mark of a request would be lost after it was sent.
 */
import * as Predicate from "effect/Predicate"

interface Client {
  execute: (...statement: ReadonlyArray<unknown>) => Promise<unknown>
  transaction: (mode?: unknown) => Promise<unknown>
}

/** The settings of a connection that an application may have changed. */
const settings = ["busy_timeout", "synchronous", "foreign_keys"] as const

/** There are no types of libSQL, because the application chooses the driver. The names are those of its client. */
const isFileClient = (sdk: unknown): sdk is Client =>
  Predicate.hasProperty(sdk, "protocol") && sdk.protocol === "file" &&
  Predicate.hasProperty(sdk, "execute") && Predicate.isFunction(sdk.execute) &&
  Predicate.hasProperty(sdk, "transaction") && Predicate.isFunction(sdk.transaction)

const isBusy = (error: unknown): boolean =>
  Predicate.hasProperty(error, "code") && Predicate.isString(error.code) && error.code.startsWith("SQLITE_BUSY")

const corrected = new WeakSet<object>()

/** Makes the client of this driver, if it is libSQL's, leave a connection whose statement was refused. */
export const correct = (sql: object): void => {
  const sdk = Predicate.hasProperty(sql, "sdk") ? sql.sdk : undefined
  if (!isFileClient(sdk) || corrected.has(sdk)) return
  corrected.add(sdk)
  const execute = sdk.execute.bind(sdk)
  const transaction = sdk.transaction.bind(sdk)

  /** The client opens another connection after it has given one to a transaction. */
  const leaveConnection = async () => {
    const values: Array<string> = []
    for (const setting of settings) values.push(`PRAGMA ${setting} = ${figure(await execute(`PRAGMA ${setting}`))}`)
    const left = await transaction("deferred")
    if (Predicate.hasProperty(left, "close") && Predicate.isFunction(left.close)) left.close()
    for (const value of values) await execute(value)
  }

  /** Whether the connection has an unfinished statement. */
  let isPoisoned = false
  const leave = async () => {
    if (isPoisoned) await leaveConnection()
    isPoisoned = false
  }
  // One after the other, so that nobody writes on the connection before it is left.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <A>(run: () => Promise<A>): Promise<A> => {
    // If it could not be left after the failure, the next statement must leave it, or fail.
    const result = last.then(leave).then(run).catch(async (error: unknown) => {
      if (isBusy(error)) isPoisoned = true
      await leave().catch(() => undefined)
      throw error
    })
    last = result.catch(() => undefined)
    return result
  }
  sdk.execute = (...statement) => inTurn(() => execute(...statement))
  sdk.transaction = (mode) => inTurn(() => transaction(mode))
}

/** The only value of the only row. */
const figure = (result: unknown): string => {
  const rows = Predicate.hasProperty(result, "rows") && Array.isArray(result.rows) ? result.rows : []
  const [row]: ReadonlyArray<unknown> = rows
  const value = Predicate.hasProperty(row, 0) ? row[0] : undefined
  // `bigint` and `string` are modes of the client.
  const text = String(value)
  if (!/^\d+$/.test(text)) throw new Error(`libSQL answered a PRAGMA with ${text}`)
  return text
}
