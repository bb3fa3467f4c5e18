/** A piece of a page. Only {@link html} makes one, so all text in it is escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Child = Html | string | number | undefined | ReadonlyArray<Html>

/** A template whose holes are escaped, for text and for quoted attributes. */
export const html = (strings: TemplateStringsArray, ...children: ReadonlyArray<Child>): Html =>
  new Html(strings.reduce((text, string, index) => text + write(children[index - 1]) + string))

const write = (child: Child): string => {
  if (child === undefined) return ""
  if (child instanceof Html) return child.text
  if (typeof child === "object") return child.map(({ text }) => text).join("")
  return String(child).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
