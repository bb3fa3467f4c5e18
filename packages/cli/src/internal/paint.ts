/** Colours of a text, or none. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubtful: (text: string) => string
}

const ansi = (code: number) => (text: string): string => `\u001b[${code}m${text}\u001b[0m`

const plain = (text: string): string => text

export const make = (colors: boolean): Paint =>
  colors
    ? { good: ansi(32), bad: ansi(31), doubtful: ansi(33) }
    : { good: plain, bad: plain, doubtful: plain }
