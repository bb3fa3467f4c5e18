/** The start of a text, without the rest in memory: a slice keeps all of the text alive that it was cut from. */
export const startOf = (text: string, maximum: number): string =>
  text.length <= maximum ? text : ` ${text.slice(0, maximum)}`.slice(1)

// What LINE Pay says about a call is a line of text. It ends up in terminals, logs and pages.
const maximumText = 500

// Control characters, line ends of Unicode's own, and those that turn the direction of what follows.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

/** A text from outside, as it may stand in an error. */
export const harmless = (text: string): string => {
  const shown = startOf(text, maximumText).replace(unprintable, " ").replace(/\p{Surrogate}/gu, "")
  return text.length > maximumText ? `${shown}…` : shown
}
