import { type Unreadable, unreadable } from "../../Stated.ts"
import type { Unread } from "../../Unread.ts"
import { showPath } from "../request/problem.ts"

// An answer of four megabytes can have a million unreadable fields.
const maximumNotes = 20

/** One pass over an answer: the current path, and the unreadable fields so far. */
export class Reading {
  readonly unread: Array<Unread> = []
  readonly #path: Array<string | number> = []
  #stumbledAt: ReadonlyArray<string | number> = []

  /** The path of the last unreadable field, also of one beyond the limit of `unread`. It failed the answer, if any did. */
  get stumbledAt(): string {
    return showPath(this.#stumbledAt)
  }

  enter(name: string | number): void {
    this.#path.push(name)
  }

  leave(): void {
    this.#path.pop()
  }

  /** Notes that the current field is unreadable. */
  note(expected: string): Unreadable {
    // A copy of the path costs little. Only the few that somebody reads become text.
    this.#stumbledAt = [...this.#path]
    if (this.unread.length < maximumNotes) this.unread.push({ path: this.stumbledAt, expected })
    return unreadable
  }

  /** Takes over the notes of a part of this answer that has a separate list. */
  adopt(part: Reading): void {
    if (part.unread.length === 0) return
    const prefix = showPath(this.#path)
    const within = (path: string) =>
      path === "" ? prefix : prefix === "" || path.startsWith("[") ? prefix + path : `${prefix}.${path}`
    this.#stumbledAt = [...this.#path, ...part.#stumbledAt]
    for (const { expected, path } of part.unread) {
      if (this.unread.length < maximumNotes) this.unread.push({ path: within(path), expected })
    }
  }
}
