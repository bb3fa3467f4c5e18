/**
 * Defines the commands. Without one, it shows a night on this machine. With one, it works on the LINE Pay and the
 * database that the environment names.
 */
import { Command, Options } from "@effect/cli"
import { Console, Data, Duration, Effect, Option, Schema, Stream } from "effect"
import { Polling } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import * as BillingRun from "./BillingRun.ts"
import { Charges } from "./Charges.ts"
import { demo } from "./demo.ts"
import { Enrolments } from "./Enrolments.ts"
import { dollars, number, padEnd, paint } from "./format.ts"
import * as Period from "./Period.ts"
import { Progress } from "./Progress.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import * as Services from "./Services.ts"
import { Subscribers } from "./Subscribers.ts"
import * as Summary from "./Summary.ts"
import { sweep } from "./sweep.ts"

/** Makes the command exit with code 1. */
export class RunStopped extends Data.TaggedError("RunStopped")<{ readonly message: string }> {}

const Shop = Services.layer(LinePayNode.layerConfig())

const count = (name: string) => Options.integer(name).pipe(Options.withSchema(Schema.Number.pipe(Schema.positive())))

const seconds = (name: string) => Options.float(name).pipe(Options.map(Duration.seconds))

const run = Command.make("run", {
  period: Options.text("period").pipe(
    Options.withDescription("The month, as in 2026-11. Default: the current one"),
    Options.withSchema(Period.Period),
    Options.optional
  ),
  concurrency: count("concurrency").pipe(
    Options.withDescription("Charges that run at once"),
    Options.withDefault(BillingRun.defaults.concurrency)
  ),
  perSecond: count("per-second").pipe(
    Options.withDescription("Charges that start in a second, at most"),
    Options.withDefault(BillingRun.defaults.perSecond)
  ),
  patience: seconds("patience").pipe(
    Options.withDescription("Seconds for which a charge without an answer keeps its place"),
    Options.withDefault(BillingRun.defaults.patience)
  ),
  wait: seconds("wait").pipe(
    Options.withDescription("Seconds to wait, at the end, for charges without an answer"),
    Options.withDefault(BillingRun.defaults.wait)
  ),
  lease: seconds("lease").pipe(
    Options.withDescription("Seconds for which a run leases a charge"),
    Options.withDefault(BillingRun.defaults.lease)
  ),
  tolerated: count("tolerated").pipe(
    Options.withDescription("Charges in a row that may fail before the run stops"),
    Options.withDefault(BillingRun.defaults.tolerated)
  )
}, ({ period, ...options }) =>
  Effect.gen(function*() {
    const month = Option.isSome(period) ? period.value : yield* Period.current
    const report = yield* BillingRun.run({ ...options, period: month })
    yield* Effect.forEach(Summary.lines(report), (line) => Console.log(line))
    if (Option.isSome(report.stopped)) return yield* new RunStopped({ message: report.stopped.value })
  })).pipe(
    Command.withDescription("Charges everybody who is due for a month, and records the results."),
    Command.provide(Shop)
  )

const subscriberOption = Options.text("subscriber").pipe(
  Options.withDescription("Who enrols again"),
  Options.optional
)

const enrol = Command.make("enrol", {
  name: Options.text("name").pipe(Options.withDescription("A new subscriber's name"), Options.withDefault("Customer")),
  amount: count("amount").pipe(
    Options.withDescription("New Taiwan dollars a month"),
    Options.withDefault(290)
  ),
  subscriber: subscriberOption
}, ({ amount, name, subscriber }) =>
  Effect.gen(function*() {
    const subscribers = yield* Subscribers
    const enrolments = yield* Enrolments
    const who = Option.isSome(subscriber)
      ? yield* subscribers.get(subscriber.value)
      : yield* subscribers.add(name, amount)
    const { enrolment, paymentUrl } = yield* enrolments.request(who)
    yield* Console.log(`Subscriber ${who.id} pays ${dollars(who.amount)} for ${enrolment.period}. Approve here:`)
    yield* Console.log(`\n   ${paymentUrl.web}\n`)
    yield* Polling.untilAuthenticated({ transactionId: enrolment.transactionId, interval: "2 seconds" })
    yield* Console.log(`${who.id}: ${yield* enrolments.complete(enrolment)}`)
  })).pipe(
    Command.withDescription("Enrols a new subscriber, or one whose regKey is dead, once the customer has approved."),
    Command.provide(Shop)
  )

const sweepCommand = Command.make("sweep", {}, () =>
  Effect.gen(function*() {
    const { checking, enrolling } = yield* sweep
    yield* Console.log(
      `Still open: ${number(checking)} charges that are being checked, ${number(enrolling)} enrolments`
    )
  })).pipe(
    Command.withDescription("Settles charges and enrolments without an answer. Run it every few minutes."),
    Command.provide(Shop)
  )

const list = Command.make("list", {}, () =>
  Effect.gen(function*() {
    const subscribers = yield* Subscribers
    const charges = yield* Charges
    yield* Stream.runForEach(subscribers.all, ({ amount, id, name, regKey, status }) =>
      Console.log(
        `${id}  ${padEnd(name, 20)} ${dollars(amount).padStart(10)}  ${padEnd(status, 11)} ` +
          paint("dim", regKey === null ? "no regKey" : "regKey kept")
      ))
    const period = yield* Period.current
    for (const { amount, count, state } of yield* charges.totals(period)) {
      yield* Console.log(`${period}  ${padEnd(state, 10)} ${number(count).padStart(8)}  ${dollars(amount)}`)
    }
  })).pipe(
    Command.withDescription("Shows the subscribers, and the state of the month."),
    Command.provide(Shop)
  )

const rotate = Command.make("rotate", {}, () =>
  Effect.gen(function*() {
    const subscribers = yield* Subscribers
    const vault = yield* RegKeyVault
    const count = yield* subscribers.all.pipe(
      Stream.mapEffect(({ id, regKey }) =>
        regKey === null ? Effect.succeed(0) : vault.open(id, regKey).pipe(
          Effect.flatMap((opened) => vault.seal(id, opened)),
          Effect.flatMap((sealed) => subscribers.reseal(id, regKey, sealed)),
          Effect.as(1)
        )
      ),
      Stream.runSum
    )
    yield* Console.log(`${number(count)} regKeys are sealed with the first key of SUBSCRIPTIONS_VAULT_KEYS`)
  })).pipe(
    Command.withDescription("Encrypts every regKey again, with the first of the vault's keys."),
    Command.provide(Shop)
  )

const demoCommand = Command.make("subscriptions", {
  subscribers: count("subscribers").pipe(
    Options.withDescription("How many enrol"),
    Options.withDefault(300)
  ),
  faults: Options.float("faults").pipe(
    Options.withSchema(Schema.Number.pipe(Schema.between(0, 1))),
    Options.withDescription("From 0 to 1: the share of the charges that meet a fault"),
    Options.withDefault(0.05)
  ),
  database: Options.text("database").pipe(
    Options.withDescription("An empty database to use, such as postgres://…; a temporary file by default"),
    Options.optional
  )
}, demo).pipe(
  Command.withDescription("Monthly billing by LINE Pay. Without a command, it shows a night on this machine.")
)

const command = demoCommand.pipe(
  Command.withSubcommands([enrol, run, sweepCommand, list, rotate]),
  Command.provide(Progress.layerTerminal)
)

export const main = Command.run(command, { name: "subscriptions", version: "0.1.0" })
