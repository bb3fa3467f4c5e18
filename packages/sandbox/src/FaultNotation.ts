/**
 * A short notation for faults, for the command line and for `curl`:
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
  /** The part after the colon; `[…]` when you may leave it out. */
  readonly argument: string | undefined
  /** Says what the fault does. */
  readonly description: string
  /** Returns `undefined` for an invalid argument. */
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
  description: `${description} With applied, the call has taken effect.`,
  read: (argument) =>
    argument === undefined || argument === "applied" ? make({ applied: argument === "applied" }) : undefined
})

const flaws: ReadonlyArray<Fault.Flaw> = ["MissingPayStatus", "MissingPayInfo", "RepeatedRefundId", "OddDate"]

const notations: { readonly [name: string]: Notation } = {
  delay: timed(Fault.delay, "The call takes effect at once, but the response is late."),
  hang: applicable(Fault.hang, "No response comes, and the connection stays open."),
  resetBefore: plain(Fault.resetBefore, "The connection is reset before the call takes effect."),
  commitThenLose: plain(
    Fault.commitThenLose,
    "The call takes effect, then the connection is reset and the response is lost."
  ),
  commitLate: timed(Fault.commitLate, "The connection is reset at once, but the call takes effect later."),
  stallBody: sized(
    Fault.stallBody,
    "The call takes effect, but the response stops after this many bytes of its body, and the connection hangs."
  ),
  cutBody: sized(
    Fault.cutBody,
    "The call takes effect, but the response stops after this many bytes of its body, and the connection closes."
  ),
  badGateway: applicable(Fault.badGateway, "The response is a 502 with a proxy's HTML page."),
  emptyBody: applicable(Fault.emptyBody, "The response is a 200 without a body."),
  resultCode: {
    argument: "CODE",
    description: "The response has this result code, known or not.",
    read: (argument) => argument !== undefined && /^\d{4}$/.test(argument) ? Fault.resultCode(argument) : undefined
  },
  odd: {
    argument: "PATH[=JSON]",
    description:
      "The call takes effect, but the info of its success has JSON at PATH. Without JSON, the field is left out.",
    read: (argument = "") => {
      const [, path = "", json] = /^([^=]*)(?:=(.*))?$/s.exec(argument) ?? []
      const fault = Fault.odd(path, json)
      return Schema.is(Fault.Fault)(fault) ? fault : undefined
    }
  },
  oldEnvelope: plain(Fault.oldEnvelope, "The response has resultCode (a number) and statusMessage."),
  lag: timed(Fault.lag, "Payment details and status checks answer with the state of that long ago."),
  flawedDetails: {
    argument: flaws.join("|"),
    description: "Payment details have an inconsistency that LINE Pay's own documentation shows.",
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
 * All notations, with a description of each.
 *
 * @since 0.1.0
 * @category notations
 */
export const list: ReadonlyArray<{ readonly notation: string; readonly description: string }> = Object.entries(
  notations
).map(([name, notation]) => ({ notation: written(name, notation), description: notation.description }))

/**
 * Parses a fault. A `Left` says what was expected instead.
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
 * A fault with the calls that it applies to.
 *
 * @since 0.1.0
 * @category models
 */
export interface Script {
  readonly fault: Fault.Fault
  readonly target: Fault.Target
}

/**
 * Parses a fault and its target calls.
 *
 * - `confirmPayment=commitThenLose*2` applies to the next two confirms.
 * - `delay:5s` applies to the next call of any operation.
 * - `*always` applies to every call until you clear the faults.
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
