/**
 * A piece of a page. Only {@link html} makes one, so all text in it is escaped.
 *
 * @internal
 */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** @internal */
export type Child = Html | string | number | undefined | ReadonlyArray<Html>

/**
 * Escapes the holes of a template, for text and for quoted attributes.
 *
 * @internal
 */
export const html = (strings: TemplateStringsArray, ...children: ReadonlyArray<Child>): Html =>
  new Html(strings.reduce((text, string, index) => text + write(children[index - 1]) + string))

const write = (child: Child): string => {
  if (child === undefined) return ""
  if (child instanceof Html) return child.text
  if (typeof child === "object") return child.map(({ text }) => text).join("")
  return String(child).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Checks a link's target that comes from outside. Returns `undefined` when a
 * click would run it.
 *
 * @internal
 */
export const safeLink = (url: string | undefined): string | undefined => {
  const scheme = url === undefined ? undefined : schemeOf(url)
  return scheme === undefined || forbidden.includes(scheme) ? undefined : url
}

/**
 * Checks an image's address that comes from outside. Returns `undefined` unless
 * it is on the web.
 *
 * @internal
 */
export const safeImage = (url: string | undefined): string | undefined => {
  const scheme = url === undefined ? undefined : schemeOf(url)
  return scheme === "http:" || scheme === "https:" ? url : undefined
}

const forbidden: ReadonlyArray<string> = ["javascript:", "vbscript:", "data:", "blob:", "file:", "about:"]

/**
 * As a browser reads it, which overlooks blanks and line ends; `undefined`
 * when it is not an absolute URL.
 *
 * @internal
 */
export const schemeOf = (url: string): string | undefined => {
  try {
    return new URL(url).protocol
  } catch {
    return undefined
  }
}
