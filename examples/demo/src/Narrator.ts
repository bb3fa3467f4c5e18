/**
 * Tells the story in numbered chapters of who, what and how. 64 columns, so
 * that a phone can show the README's picture of it.
 */
import { Context, Effect, Layer, Ref } from "effect"

export type Who = "shop" | "customer" | "LINE Pay" | "network" | "ledger"

/** `good` is money that moved as it should, `bad` is a failure. */
export type Tone = "plain" | "good" | "bad"

export class Narrator extends Context.Tag("demo/Narrator")<Narrator, {
  readonly chapter: (title: string, about: string) => Effect.Effect<void>
  /** Prints one line. A long detail continues below itself; consecutive lines name their speaker once. */
  readonly line: (who: Who, what: string, detail?: string, tone?: Tone) => Effect.Effect<void>
  /** Prints a closing remark. */
  readonly remark: (text: string) => Effect.Effect<void>
}>() {
  static readonly layer = (options: Options): Layer.Layer<Narrator> => Layer.effect(Narrator, make(options))
}

export interface Options {
  readonly print: (line: string) => Effect.Effect<void>
  readonly colours: boolean
}

const make = ({ colours, print }: Options) =>
  Effect.gen(function*() {
    const chapters = yield* Ref.make(0)
    const speaker = yield* Ref.make<Who | undefined>(undefined)
    const paint = (style: keyof typeof styles, text: string) =>
      colours && text !== "" ? `\u001b[${styles[style]}m${text}\u001b[0m` : text

    return Narrator.of({
      chapter: Effect.fnUntraced(function*(title, about) {
        const number = yield* Ref.updateAndGet(chapters, (n) => n + 1)
        yield* Ref.set(speaker, undefined)
        yield* print("")
        yield* print(`${number}  ${paint("bold", title)}`)
        for (const text of wrap(about, width - margin)) yield* print(" ".repeat(margin) + paint("dim", text))
        yield* print("")
      }),
      line: Effect.fnUntraced(function*(who, what, detail = "", tone = "plain") {
        const before = yield* Ref.getAndSet(speaker, who)
        const name = who === before ? "" : who
        const [first = "", ...others] = wrap(detail, width - margin - whoWidth - whatWidth)
        yield* print(
          (" ".repeat(margin) + paint("dim", name.padEnd(whoWidth)) + what.padEnd(whatWidth) + paint(tone, first))
            .trimEnd()
        )
        for (const text of others) yield* print(" ".repeat(margin + whoWidth + whatWidth) + paint(tone, text))
      }),
      remark: Effect.fnUntraced(function*(text) {
        yield* print("")
        for (const line of wrap(text, width - margin)) yield* print(" ".repeat(margin) + paint("bold", line))
      })
    })
  })

const width = 64
const margin = 2
const whoWidth = 10
const whatWidth = 21

const styles = { plain: "0", bold: "1", dim: "2", good: "32", bad: "31" }

/** Breaks between words; a word that is too long stays whole. */
const wrap = (text: string, columns: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (longer.length > columns && line !== "") {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}
