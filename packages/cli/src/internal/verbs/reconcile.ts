import * as Reconciliation from "effect-line-pay/Reconciliation"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Records from "../records.ts"
import * as Screen from "../screen.ts"

/** A difference as flat fields, the same for each format. */
const fields = (difference: Reconciliation.Difference) => {
  const payment = "payment" in difference
    ? difference.payment
    : difference._tag === "TwoPayments"
    ? difference.payments[0]
    : undefined
  const order = "order" in difference ? difference.order : undefined
  const row = difference._tag === "OnlyInFile" ? difference.row : undefined
  return {
    difference: difference._tag,
    orderId: order?.orderId ?? row?.orderId,
    transactionId: payment?.transactionId ?? row?.transactionId ?? order?.transactionId,
    shop: order === undefined
      ? undefined
      : `${order.payStatus} ${Screen.money(order.amount, order.currency)}${
        (order.refunded ?? 0) === 0 ? "" : `, ${order.refunded} refunded`
      }`,
    linePay: payment !== undefined
      ? `${payment.payStatus ?? "no status"} ${
        payment.paid === undefined ? "no amount" : Screen.money(payment.paid, payment.currency)
      }${payment.refunded === 0 ? "" : `, ${payment.refunded} refunded`}`
      : row === undefined
      ? undefined
      : Screen.money(row.amount, row.currency),
    text: Reconciliation.describe(difference)
  }
}

/** A field that a spreadsheet must not run as a formula, in quotes where needed. */
const cell = (value: string | undefined): string => {
  const text = value ?? ""
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe
}

const header = ["difference", "orderId", "transactionId", "shop", "linePay", "text"] as const

export const run = (
  { columns, file, format, orders: path }: InvocationOf<"Reconcile">,
  { environment, stdin }: Process
) =>
  Effect.gen(function*() {
    const orders = yield* Records.orders(path, columns, stdin)
    const transactions = file === undefined ? undefined : yield* Records.transactions(file, columns, stdin)
    const began = yield* Clock.currentTimeMillis
    yield* Console.error(
      `Comparing ${orders.length} orders with LINE Pay${
        transactions === undefined ? "" : `, and ${transactions.length} payments of the file`
      }. A difference is looked at twice, ${Duration.format(Reconciliation.betweenLooks)} apart.`
    )
    const progress = Effect.repeat(
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Console.error(
          `… still comparing, ${Duration.format(Duration.seconds(Math.round((now - began) / 1_000)))} so far`
        )),
      Schedule.spaced("1 minute")
    ).pipe(Effect.delay("1 minute"))
    if (format === "csv") {
      yield* Console.log(header.join(","))
    }
    const differences = yield* Reconciliation.differences(
      Stream.fromIterable(orders),
      transactions === undefined ? {} : { file: Stream.fromIterable(transactions) }
    ).pipe(
      Stream.tap((difference) => {
        if (format === "ndjson") return Console.log(JSON.stringify(fields(difference)))
        if (format === "csv") {
          const row = fields(difference)
          return Console.log(header.map((name) => cell(row[name])).join(","))
        }
        return Effect.void
      }),
      Stream.runCollect,
      (comparing) => Effect.raceFirst(comparing, Effect.zipRight(progress, Effect.never))
    )
    const found = Chunk.toReadonlyArray(differences)
    if (format === "table" && found.length > 0) {
      yield* Console.log(Screen.table(
        ["DIFFERENCE", "ORDER", "TRANSACTION", "SHOP", "LINE PAY"],
        found.map((difference) => {
          const { linePay, orderId, shop, transactionId } = fields(difference)
          return [difference._tag, Screen.plain(orderId ?? "-"), transactionId ?? "-", shop ?? "-", linePay ?? "-"]
        })
      ))
      yield* Console.log("")
    }
    const summary = found.length === 0
      ? `No difference in ${orders.length} orders.`
      : `${found.length} difference${found.length === 1 ? "" : "s"}. See one with: line-pay-cli payment ORDER`
    yield* (format === "table" ? Console.log(summary) : Console.error(summary))
    return found.length === 0 ? 0 : 1
  }).pipe(Effect.provide(Desk.linePay(environment)))
