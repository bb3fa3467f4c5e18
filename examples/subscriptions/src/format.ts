/** Formats numbers, times and emphasis for the terminal. */
import { Duration } from "effect"
import { stripVTControlCharacters } from "node:util"

export const number = (value: number): string => value.toLocaleString("en")

/** `TWD 1,200` */
export const dollars = (amount: number): string => `TWD ${number(amount)}`

/** `0:07`, `12:30` */
export const clock = (duration: Duration.Duration): string => {
  const seconds = Math.round(Duration.toSeconds(duration))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

/** Charges a second. */
export const rate = (count: number, duration: Duration.Duration): string =>
  `${number(Math.round(count / Math.max(0.001, Duration.toSeconds(duration))))}/s`

const styles = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33", cyan: "36" }

export type Paint = (style: keyof typeof styles, text: string) => string

/** Colours, where the output has them. */
export const paintFor = (stream: NodeJS.WriteStream): Paint => (style, text) =>
  stream.isTTY && stream.hasColors() ? `\u001b[${styles[style]}m${text}\u001b[0m` : text

export const paint: Paint = paintFor(process.stdout)

/** Pads by what is seen. */
export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - stripVTControlCharacters(text).length))
