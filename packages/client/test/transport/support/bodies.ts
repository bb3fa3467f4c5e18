/**
 * Bodies that cost more to read than they look, as successes of the tests' confirm and check. Each has exactly as many
 * bytes as asked for.
 */
export interface Body {
  readonly name: string
  readonly of: (code: string, bytes: number) => string
  /** Most of it is brackets, which no answer of LINE Pay is. It is refused even below the limit. */
  readonly isDense: boolean
}

const transactionId = `"transactionId":2018082512345678910`

/** Fills the room that a frame leaves, and pads what is left over with blanks. */
const filling = (before: string, part: string, last: string, after: string, bytes: number): string => {
  const room = bytes - before.length - last.length - after.length
  const parts = part.repeat(Math.floor(room / part.length)) + last
  return (before + parts + after).padEnd(bytes)
}

const envelope = (code: string) => `{"returnCode":"${code}","info":`

export const bodies: ReadonlyArray<Body> = [
  {
    name: "info:[{},{},…]",
    isDense: true,
    of: (code, bytes) => filling(`${envelope(code)}[`, "{},", "{}", "]}", bytes)
  },
  {
    name: "payInfo:[{},{},…]",
    isDense: true,
    of: (code, bytes) => filling(`${envelope(code)}{${transactionId},"payInfo":[`, "{},", "{}", "]}}", bytes)
  },
  {
    name: "payInfo:[1e1000,1e1000,…]",
    isDense: false,
    of: (code, bytes) => filling(`${envelope(code)}{${transactionId},"payInfo":[`, "1e1000,", "1", "]}}", bytes)
  },
  {
    name: "blanks",
    isDense: false,
    of: (code, bytes) => filling(`${envelope(code)}{${transactionId}`, " ", "", "}}", bytes)
  },
  {
    name: "one long text",
    isDense: false,
    of: (code, bytes) => filling(`${envelope(code)}{${transactionId},"packages":[{"name":"`, "x", "", "\"}]}}", bytes)
  }
]
