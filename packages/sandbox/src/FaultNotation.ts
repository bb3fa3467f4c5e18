/**
 * Faults in a few characters, for the command line and for `curl`:
 * `commitThenLose`, `resultCode:1142`, `delay:30s`.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { operations } from "line-pay-protocol/Operation"
import * as Fault from "./Fault.ts"
import * as duration from "./internal/duration.ts"

interface Notation {
  /** What follows the colon; `[…]` when it may be left out. */
  readonly argument: string | undefined
  /** What the fault does. */
  readonly description: string
  /** `undefined`: not such an argument. */
  readonly read: (argument: string | undefined) => Fault.Fault | undefined
}

const plain = (fault: Fault.Fault, description: string): Notation => ({
  argument: undefined,
  description,
  read: (argument) => argument === undefined ? fault : undefined
})

const timed = (make: (time: Duration.Duration) => Fault.Fault, description: string): Notation => ({
  argument: "TIME",
  description,
  read: (argument) => {
    const time = argument === undefined ? undefined : duration.parse(argument)
    return time === undefined ? undefined : make(time)
  }
})

const sized = (make: (bytes: number) => Fault.Fault, description: string): Notation => ({
  argument: "BYTES",
  description,
  read: (argument) => argument !== undefined && /^\d{1,9}$/.test(argument) ? make(Number(argument)) : undefined
})

const applicable = (make: (options: { readonly applied: boolean }) => Fault.Fault, description: string): Notation => ({
  argument: "[applied]",
  description: `${description} With applied, the call has done its work.`,
  read: (argument) =>
    argument === undefined || argument === "applied" ? make({ applied: argument === "applied" }) : undefined
})

const flaws: ReadonlyArray<Fault.Flaw> = ["MissingPayStatus", "MissingPayInfo", "RepeatedRefundId", "OddDate"]

const notations: { readonly [name: string]: Notation } = {
  delay: timed(Fault.delay, "Applied at once, answered later."),
  hang: applicable(Fault.hang, "Never answered; the connection stays open."),
  resetBefore: plain(Fault.resetBefore, "The connection is reset before the call has done anything."),
  commitThenLose: plain(Fault.commitThenLose, "The call does its work; then the answer is lost with the connection."),
  commitLate: timed(Fault.commitLate, "The connection is lost at once; the call does its work later."),
  stallBody: sized(Fault.stallBody, "Applied; the answer's body stops after so many bytes and the connection hangs."),
  cutBody: sized(Fault.cutBody, "Applied; the answer's body stops after so many bytes and the connection closes."),
  badGateway: applicable(Fault.badGateway, "Answered 502 with a proxy's HTML page."),
  emptyBody: applicable(Fault.emptyBody, "Answered 200 with no body."),
  resultCode: {
    argument: "CODE",
    description: "Answered with a result code, known or not.",
    read: (argument) => argument !== undefined && /^\d{4}$/.test(argument) ? Fault.resultCode(argument) : undefined
  },
  odd: {
    argument: "PATH[=JSON]",
    description: "Applied; in the success's info, JSON stands at PATH, or nothing.",
    read: (argument = "") => {
      const [, path = "", json] = /^([^=]*)(?:=(.*))?$/s.exec(argument) ?? []
      const fault = Fault.odd(path, json)
      return Schema.is(Fault.Fault)(fault) ? fault : undefined
    }
  },
  oldEnvelope: plain(Fault.oldEnvelope, "Answered with resultCode (a number) and statusMessage."),
  lag: timed(Fault.lag, "Details and checks answer as of so long ago."),
  flawedDetails: {
    argument: flaws.join("|"),
    description: "Details answer with an inconsistency of LINE Pay's own documentation.",
    read: (argument) => {
      const flaw = flaws.find((flaw) => flaw === argument)
      return flaw === undefined ? undefined : Fault.flawedDetails(flaw)
    }
  }
}

const written = (name: string, { argument }: Notation): string => {
  if (argument === undefined) return name
  return argument.startsWith("[") ? `${name}[:${argument.slice(1)}` : `${name}:${argument}`
}

/**
 * Every notation with what it does.
 *
 * @since 0.1.0
 * @category notations
 */
export const list: ReadonlyArray<{ readonly notation: string; readonly description: string }> = Object.entries(
  notations
).map(([name, notation]) => ({ notation: written(name, notation), description: notation.description }))

/**
 * Reads a fault. `Left`: what was expected instead.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Fault, FaultNotation } from "effect-line-pay-sandbox"
 *
 * assert.deepEqual(FaultNotation.parse("resultCode:1142"), Either.right(Fault.resultCode("1142")))
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string): Either.Either<Fault.Fault, string> => {
  const [, name = "", argument] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? []
  if (!Object.hasOwn(notations, name)) {
    return Either.left(`Unknown fault ${shown(name)}: expected one of ${Object.keys(notations).join(", ")}`)
  }
  const notation = notations[name]
  const fault = notation?.read(argument)
  if (notation === undefined || fault === undefined) {
    const time = notation?.argument === "TIME" ? `, with ${duration.expected}` : ""
    return Either.left(
      `Unknown fault ${shown(text)}: expected ${notation === undefined ? name : written(name, notation)}${time}`
    )
  }
  return Either.right(fault)
}

/**
 * A fault with the calls that it meets.
 *
 * @since 0.1.0
 * @category models
 */
export interface Script {
  readonly fault: Fault.Fault
  readonly target: Fault.Target
}

/**
 * Reads a fault and which calls it meets: `confirmPayment=commitThenLose*2`
 * meets the next two confirms, `delay:5s` the next call of any operation, and
 * `*always` every call until the faults are cleared.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Fault, FaultNotation } from "effect-line-pay-sandbox"
 *
 * assert.deepEqual(
 *   FaultNotation.parseScript("confirmPayment=commitThenLose*2"),
 *   Either.right({ fault: Fault.commitThenLose, target: { operation: "confirmPayment", times: 2 } })
 * )
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parseScript = (text: string): Either.Either<Script, string> =>
  Either.gen(function*() {
    const [, name, notation = "", times = "1"] = /^(?:(\w*)=)?(.*?)(?:\*(\w+))?$/s.exec(text) ?? []
    const operation = operations.find((operation) => operation === name)
    if (name !== undefined && operation === undefined) {
      return yield* Either.left(
        `Unknown operation ${shown(name)}: expected one of ${operations.join(", ")}`
      )
    }
    if (times !== "always" && !/^[1-9]\d{0,8}$/.test(times)) {
      return yield* Either.left(`Expected a number of calls or always after *, not ${shown(times)}`)
    }
    const fault = yield* parse(notation)
    return { fault, target: { operation, times: times === "always" ? Infinity : Number(times) } }
  })

const shown = (text: string): string => JSON.stringify(text.slice(0, 60))
