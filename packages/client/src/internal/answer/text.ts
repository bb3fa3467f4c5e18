/** Copies the start of a text. A slice would keep the whole text in memory. */
export const startOf = (text: string, maximum: number): string =>
  text.length <= maximum ? text : ` ${text.slice(0, maximum)}`.slice(1)

// LINE Pay's message is a line of text. It reaches terminals, logs and pages.
const maximumText = 500

// Control characters, Unicode's line ends, and characters that change the text direction.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

/** Makes a text from outside safe to show in an error. */
export const harmless = (text: string): string => {
  const shown = startOf(text, maximumText).replace(unprintable, " ").replace(/\p{Surrogate}/gu, "")
  return text.length > maximumText ? `${shown}…` : shown
}
