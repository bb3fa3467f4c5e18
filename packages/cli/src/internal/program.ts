/** The verbs and flags, in commander's terms. */
import { Command, CommanderError } from "commander"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Money from "line-pay-protocol/Money"
import * as Operation from "line-pay-protocol/Operation"
import * as Crypto from "node:crypto"
import type { DeskOptions, Finding, Invocation, Signature } from "../Invocation.ts"
import { UsageError } from "../UsageError.ts"
import { names as storyNames, needsCustomer, type StoryName } from "./storyNames.ts"

/** A switch is `--flag`, a flag with a value is `--flag VALUE`. */
type Flag = readonly [flags: string, description: string, kind?: "many"]

type Result = Either.Either<Invocation, UsageError>

/** The arguments of one verb as they were typed. */
class Typed {
  readonly words: ReadonlyArray<string>
  readonly #values: Readonly<Record<string, unknown>>

  constructor(words: ReadonlyArray<string>, values: Readonly<Record<string, unknown>>) {
    this.words = words
    this.#values = values
  }

  /** All words as one: keys have blanks. */
  get key(): string {
    return this.words.join(" ")
  }

  text(name: string): string | undefined {
    const value = this.#values[name]
    return typeof value === "string" ? value : undefined
  }

  texts(name: string): ReadonlyArray<string> {
    const value = this.#values[name]
    return Array.isArray(value) ? value.map(String) : []
  }

  has(name: string): boolean {
    return this.#values[name] === true
  }
}

const refuse = (message: string) => Either.left(new UsageError({ message }))

const needed = (typed: Typed, name: string, flag: string, expected: string): Either.Either<string, UsageError> => {
  const value = typed.text(name)
  return value === undefined || value === "" ? refuse(`${flag}: expected ${expected}`) : Either.right(value)
}

const deskOf = (typed: Typed): DeskOptions => ({ database: typed.text("database"), readOnly: typed.has("readOnly") })

const deskFlags: ReadonlyArray<Flag> = [
  [
    "--database <file|url>",
    "the attempt log: an SQLite file, or a postgres:// URL without password (LINE_PAY_DATABASE)"
  ],
  ["--read-only", "refuse whatever writes (LINE_PAY_READ_ONLY=1)"]
]

const jsonFlag: Flag = ["--json", "print JSON"]

const yesFlag: Flag = ["--yes", "do it; without this flag it only says what it would do"]

const signatureFlags: ReadonlyArray<Flag> = [
  ["--by <name>", "who decides, for the history: 1 to 200 characters"],
  ["--why <text>", "the reason, for the history: at most 500 characters"],
  ["--seen <version>", "the version that you have seen; refused if it has changed since"]
]

const signatureOf = (typed: Typed): Either.Either<Signature, UsageError> =>
  Either.gen(function*() {
    const seen = typed.text("seen")
    if (seen !== undefined && !/^\d{1,9}$/.test(seen)) {
      return yield* refuse("--seen: expected the version that attempt prints")
    }
    return {
      by: yield* needed(typed, "by", "--by", "your name"),
      why: yield* needed(typed, "why", "--why", "the reason of your decision"),
      seen: seen === undefined ? undefined : Number(seen)
    }
  })

const isAmount = (text: string): boolean => /^\d{1,15}(?:\.\d{1,6})?$/.test(text) && Number(text) > 0

const amountOf = (typed: Typed): Either.Either<number | "full", UsageError> => {
  const amount = typed.text("amount")
  if (typed.has("full")) {
    return amount === undefined ? Either.right("full") : refuse("--full: expected either --amount or --full")
  }
  if (amount === undefined) return refuse("--amount: expected an amount in major units, or --full for all of it")
  return isAmount(amount)
    ? Either.right(Number(amount))
    : refuse("--amount: expected a number above 0 in major units, such as 30 or 12.50")
}

const seconds = (typed: Typed, name: string): Either.Either<Duration.Duration | undefined, UsageError> => {
  const value = typed.text(name)
  if (value === undefined) return Either.right(undefined)
  return /^(?:\d*\.)?\d+$/.test(value) && Number(value) > 0
    ? Either.right(Duration.seconds(Number(value)))
    : refuse(`--${name}: expected a number of seconds above 0`)
}

const isCurrency = (code: string): code is Money.Currency => Money.currencies.some((currency) => currency === code)
const isStory = (name: string): name is StoryName => storyNames.some((story) => story === name)
const isOperation = (name: string): name is Operation.Operation => Operation.operations.some((one) => one === name)

const findingOf = (typed: Typed): Either.Either<Finding, UsageError> =>
  Either.gen(function*() {
    const given = (["applied", "notApplied", "mismatch"] as const).filter((name) => typed.has(name))
    const [verdict] = given
    if (verdict === undefined || given.length > 1) {
      return yield* refuse("close: expected one of --applied, --not-applied, --mismatch")
    }
    const refunds = typed.texts("refund")
    const transaction = typed.text("transaction")
    if (verdict !== "applied") {
      return refunds.length > 0 || transaction !== undefined
        ? yield* refuse("--refund, --transaction: expected only with --applied, as its evidence")
        : verdict === "notApplied"
        ? { _tag: "NotApplied" as const }
        : { _tag: "Mismatch" as const }
    }
    const entries: Array<{ readonly id: string; readonly amount: number }> = []
    for (const refund of refunds) {
      const [id = "", amount = "", ...others] = refund.split(":")
      if (!/^\d+$/.test(id) || !isAmount(amount) || others.length > 0) {
        return yield* refuse("--refund: expected the refund's id and its amount, such as 2026120102376543212:30")
      }
      entries.push({ id, amount: Number(amount) })
    }
    return { _tag: "Applied" as const, refunds: entries, transaction }
  })

interface Verb {
  readonly usage: string
  readonly summary: string
  readonly more?: string
  readonly flags: ReadonlyArray<Flag>
  readonly read: (typed: Typed) => Result
}

const verbs: { readonly [name: string]: Verb } = {
  payment: {
    usage: "<order-or-transaction>",
    summary: "say what the log and LINE Pay know of a payment, what to tell the customer, and what to do",
    flags: [jsonFlag, ...deskFlags],
    read: (typed) => Either.right({ _tag: "Payment", desk: deskOf(typed), subject: typed.key, json: typed.has("json") })
  },
  attempts: {
    usage: "",
    summary: "list attempts: by default those that are open or need a human",
    flags: [
      ["--open", "only open ones"],
      ["--needs-human", "only those that need a human"],
      ["--unread", "only records that cannot be read"],
      ["--all", "all of them"],
      ["--merchant <name>", "only those of a merchant, such as 1234567890/production"],
      jsonFlag,
      ...deskFlags
    ],
    read: (typed) => {
      const chosen = (["open", "needsHuman", "unread", "all"] as const).filter((name) => typed.has(name))
      if (chosen.length > 1) return refuse("attempts: expected at most one of --open, --needs-human, --unread, --all")
      const selection = { open: "Open", needsHuman: "NeedsHuman", unread: "Unread", all: "All" } as const
      const [one] = chosen
      return Either.right({
        _tag: "Attempts",
        desk: deskOf(typed),
        selection: one === undefined ? "Unfinished" : selection[one],
        merchant: typed.text("merchant"),
        json: typed.has("json")
      })
    }
  },
  attempt: {
    usage: "<key...>",
    summary: "show the record and the history of an attempt, with nonces and looks",
    flags: [jsonFlag, ...deskFlags],
    read: (typed) => Either.right({ _tag: "Attempt", desk: deskOf(typed), key: typed.key, json: typed.has("json") })
  },
  look: {
    usage: "<key...>",
    summary: "look at LINE Pay now, and close the attempt if that proves something",
    flags: deskFlags,
    read: (typed) => Either.right({ _tag: "Look", desk: deskOf(typed), key: typed.key })
  },
  close: {
    usage: "<key...>",
    summary: "close an attempt by hand, or correct its verdict",
    more: "Look the payment up in the merchant centre first. An applied refund names its evidence with --refund,\n" +
      "a pre-approved payment with --transaction. While LINE Pay may still apply the request, only --applied is\n" +
      "accepted, and nothing forces another verdict.",
    flags: [
      ["--applied", "LINE Pay shows it as requested"],
      ["--not-applied", "LINE Pay does not show it"],
      ["--mismatch", "LINE Pay shows something else"],
      ["--refund <id:amount>", "a refund in details that proves it; may be given several times", "many"],
      ["--transaction <id>", "the payment that proves it"],
      ...signatureFlags,
      ...deskFlags
    ],
    read: (typed) =>
      Either.gen(function*() {
        return {
          _tag: "Close" as const,
          desk: deskOf(typed),
          key: typed.key,
          finding: yield* findingOf(typed),
          signature: yield* signatureOf(typed)
        }
      })
  },
  reopen: {
    usage: "<key...>",
    summary: "free the key of an attempt that was closed as not applied or mismatch",
    flags: [...signatureFlags, ...deskFlags],
    read: (typed) =>
      Either.map(
        signatureOf(typed),
        (signature) => ({ _tag: "Reopen" as const, desk: deskOf(typed), key: typed.key, signature })
      )
  },
  refund: {
    usage: "<order-or-transaction>",
    summary: "refund a payment through settlement; a dry run without --yes",
    flags: [
      ["--amount <n>", "how much, in major units"],
      ["--full", "all that is left"],
      ["--id <id>", "your own id of this refund; the same id never refunds twice"],
      yesFlag,
      ...deskFlags
    ],
    read: (typed) =>
      Either.gen(function*() {
        const id = yield* needed(typed, "id", "--id", "your own id of this refund, such as a ticket's number")
        if (id.length > 100) return yield* refuse("--id: expected at most 100 characters")
        return {
          _tag: "Refund" as const,
          desk: deskOf(typed),
          subject: typed.key,
          amount: yield* amountOf(typed),
          id,
          yes: typed.has("yes")
        }
      })
  },
  capture: {
    usage: "<order-or-transaction>",
    summary: "take a held amount through settlement; a dry run without --yes",
    flags: [
      ["--amount <n>", "how much, in major units; LINE Pay releases the rest"],
      ["--full", "all that is held"],
      yesFlag,
      ...deskFlags
    ],
    read: (typed) =>
      Either.map(amountOf(typed), (amount) => ({
        _tag: "Capture" as const,
        desk: deskOf(typed),
        subject: typed.key,
        amount,
        yes: typed.has("yes")
      }))
  },
  void: {
    usage: "<order-or-transaction>",
    summary: "release a held amount through settlement; a dry run without --yes",
    flags: [yesFlag, ...deskFlags],
    read: (typed) => Either.right({ _tag: "Void", desk: deskOf(typed), subject: typed.key, yes: typed.has("yes") })
  },
  reconcile: {
    usage: "",
    summary: "compare orders with LINE Pay, and with the merchant centre's transaction file",
    more: "Columns of orders: orderId, payStatus (CAPTURE, AUTHORIZATION, VOIDED_AUTHORIZATION,\n" +
      "EXPIRED_AUTHORIZATION, NOT_PAID, UNKNOWN), amount, currency; optional: refunded, transactionId, changedAt.\n" +
      "Columns of the file: transactionId, amount, currency; optional: orderId, transactionType.\n" +
      "Exit code 1 if there are differences.",
    flags: [
      ["--orders <file>", "CSV with a header, or NDJSON; - for standard input"],
      ["--file <file>", "the merchant centre's transaction file, in the same formats"],
      ["--column <field=header>", "the header of a column under another name; may be given several times", "many"],
      ["--format <format>", "table, csv or ndjson"]
    ],
    read: (typed) =>
      Either.gen(function*() {
        const format = typed.text("format") ?? "table"
        if (format !== "table" && format !== "csv" && format !== "ndjson") {
          return yield* refuse("--format: expected table, csv or ndjson")
        }
        const columns = new Map<string, string>()
        for (const column of typed.texts("column")) {
          const [field = "", ...header] = column.split("=")
          if (field === "" || header.length === 0) return yield* refuse("--column: expected FIELD=HEADER")
          columns.set(field, header.join("="))
        }
        return {
          _tag: "Reconcile" as const,
          orders: yield* needed(typed, "orders", "--orders", "a file of orders, or - for standard input"),
          file: typed.text("file"),
          columns,
          format
        }
      })
  },
  code: {
    usage: "<code> [call]",
    summary: "explain a result code: what it means for the money, and whether to retry",
    flags: [],
    read: ({ words: [code = "", operation] }) =>
      operation !== undefined && !isOperation(operation)
        ? refuse(`${operation}: expected one of ${Operation.operations.join(", ")}`)
        : Either.right({ _tag: "Code", code, operation })
  },
  export: {
    usage: "",
    summary: "print every attempt with its history, one JSON object a line",
    flags: [["--merchant <name>", "only those of a merchant"], ...deskFlags],
    read: (typed) => Either.right({ _tag: "Export", desk: deskOf(typed), merchant: typed.text("merchant") })
  },
  prune: {
    usage: "",
    summary: "delete old closed attempts; a dry run without --yes",
    flags: [["--older-than <days>", "closed so many days ago, such as 400d"], yesFlag, ...deskFlags],
    read: (typed) => {
      const days = typed.text("olderThan")
      return days !== undefined && /^[1-9]\d{0,4}d?$/.test(days)
        ? Either.right({
          _tag: "Prune",
          desk: deskOf(typed),
          olderThan: Duration.days(Number.parseInt(days, 10)),
          yes: typed.has("yes")
        })
        : refuse("--older-than: expected a number of days, such as 400d")
    }
  },
  completion: {
    usage: "<shell>",
    summary: "print the completions for bash, zsh or fish",
    more: "bash, zsh:  source <(line-pay-cli completion bash)\nfish:       line-pay-cli completion fish | source",
    flags: [],
    read: ({ words: [shell] }) =>
      shell === "bash" || shell === "zsh" || shell === "fish"
        ? Either.right({ _tag: "Completion", shell })
        : refuse("SHELL: expected bash, zsh or fish")
  },
  doctor: {
    usage: "",
    summary: "check configuration, network and clock, and sign one call that changes nothing",
    flags: [["--timeout <seconds>", "the timeout of each step; 20 by default"]],
    read: (typed) => Either.map(seconds(typed, "timeout"), (timeout) => ({ _tag: "Doctor" as const, timeout }))
  },
  explain: {
    usage: "<method> [path] [payload]",
    summary: "show what a request signs, and find the mistake of another client's signature",
    more: "The payload is the query without its ?, or the body. Use - to read it from standard input, byte for byte.",
    flags: [
      ["--nonce <nonce>", "the value of X-LINE-Authorization-Nonce; a new UUID by default"],
      ["--signature <text>", "the other client's signature, to find the mistake that makes it"]
    ],
    read: (typed) => {
      const [method = "", path, payload = ""] = typed.words
      if (/^(?:\d{4}|190X)$/.test(method)) {
        return refuse(`${method} is a result code, and not a method. Use: line-pay-cli code ${method}`)
      }
      const upper = method.toUpperCase()
      if (upper !== "GET" && upper !== "POST") return refuse("METHOD: expected GET or POST")
      if (path === undefined) return refuse("PATH: expected the signed path, from /v3 or /v4 on")
      return Either.right({
        _tag: "Explain",
        method: upper,
        path,
        payload: payload === "-" ? undefined : payload,
        nonce: typed.text("nonce") ?? Crypto.randomUUID(),
        signature: typed.text("signature")
      })
    }
  },
  probe: {
    usage: "",
    summary: "ask LINE Pay's sandbox what no document says, and compare it with line-pay-sandbox",
    more: "You must pay on a few pages that it prints. It refuses to run against production.\n\n" +
      `Stories without a customer: ${storyNames.filter((name) => !needsCustomer[name]).join(", ")}\n` +
      `Stories with a customer: ${storyNames.filter((name) => needsCustomer[name]).join(", ")}`,
    flags: [
      ["--no-customer", "skip the stories in which somebody must pay"],
      ["--patience <seconds>", "the time to wait for each page; 300 by default"],
      ["--currency <currency>", `one of ${Money.currencies.join(", ")}; TWD by default`],
      ["--story <name>", "only this story; may be given several times", "many"],
      ["--json", "print the report as JSON, to attach to an issue"]
    ],
    read: (typed) =>
      Either.gen(function*() {
        const patience = (yield* seconds(typed, "patience")) ?? Duration.minutes(5)
        const currency = typed.text("currency")
        if (currency !== undefined && !isCurrency(currency)) {
          return yield* refuse(`--currency: expected one of ${Money.currencies.join(", ")}`)
        }
        const stories: Array<StoryName> = []
        for (const name of typed.texts("story")) {
          if (!isStory(name)) return yield* refuse(`--story: expected one of ${storyNames.join(", ")}`)
          stories.push(name)
        }
        return {
          _tag: "Probe" as const,
          stories: stories.length === 0 ? undefined : stories,
          currency,
          patience: typed.has("customer") ? patience : undefined,
          json: typed.has("json")
        }
      })
  }
}

/** Every verb with the names of its flags, for the completions. */
export const vocabulary: ReadonlyArray<
  { readonly name: string; readonly summary: string; readonly flags: ReadonlyArray<Flag> }
> = Object.entries(verbs).map(([name, { flags, summary }]) => ({ name, summary, flags }))

const collect = (value: string, previous: unknown): ReadonlyArray<string> =>
  Array.isArray(previous) ? [...previous.map(String), value] : [value]

const footer = `
Which channel: LINE_PAY_CHANNEL_ID, LINE_PAY_CHANNEL_SECRET, LINE_PAY_ENVIRONMENT (sandbox, production or a base URL),
LINE_PAY_MERCHANT, LINE_PAY_API_VERSION. Which log: LINE_PAY_DATABASE, LINE_PAY_TABLE_PREFIX. Secrets are never printed.

Exit codes: 0 all is well; 1 something is wrong, open or different; 2 the arguments or the configuration are invalid.`

/** Builds the command. Each run has its own, because commander keeps what it has parsed. */
const build = (onResult: (result: Result) => void, write: (text: string) => void): Command => {
  const program = new Command("line-pay-cli")
    .description("The operator's desk for LINE Pay: find, explain, close and reconcile payments.")
    .helpCommand(false)
    .helpOption("-h, --help", "print this")
    .option("-v, --version", "print the version")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: write, writeErr: () => {}, getOutHelpWidth: () => 100, getOutHasColors: () => false })
    .configureHelp({ subcommandTerm: (verb) => verb.name() })
    .addHelpText("after", footer)
  for (const [name, { flags, more, read, summary, usage }] of Object.entries(verbs)) {
    const verb = program.command(`${name} ${usage}`.trim())
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${more === undefined ? "" : `\n\n${more}`}`)
      .helpOption("-h, --help", "print this")
    for (const [flag, description, kind] of flags) {
      if (kind === "many") verb.option(flag, description, collect)
      else verb.option(flag, description)
    }
    verb.action(() => {
      // commander types the values as `any`.
      const values: Readonly<Record<string, unknown>> = verb.opts()
      onResult(read(new Typed(verb.args, values)))
    })
  }
  return program
}

/** The text of `--help`. */
export const help = (): string => {
  let text = ""
  build(() => {}, (part) => {
    text += part
  }).outputHelp()
  return text.trimEnd()
}

/** Parses arguments, without those for Node and the program. */
export const parse = (args: ReadonlyArray<string>): Result => {
  const [first] = args
  if (first === undefined) return Either.right({ _tag: "Help", text: help() })
  if (first === "-v" || first === "--version") return Either.right({ _tag: "Version" })
  let text = ""
  let result: Result | undefined
  const program = build((parsed) => {
    result = parsed
  }, (part) => {
    text += part
  })
  try {
    program.parse(Array.from(args), { from: "user" })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0
      ? Either.right({ _tag: "Help", text: text.trimEnd() })
      : refuse(error.message.replace(/^error: /, "").replace(/\n\(/, " ("))
  }
  return result ?? Either.right({ _tag: "Help", text: help() })
}
