import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as RedBlackTree from "effect/RedBlackTree"

/**
 * Scheduled events, in the order in which they fall due. Entries that fall due
 * in the same millisecond keep the order in which they were added.
 *
 * @internal
 */
export interface Agenda<A> {
  readonly added: number
  readonly entries: RedBlackTree.RedBlackTree<Key, A>
}

interface Key {
  readonly due: number
  readonly sequence: number
}

const order: Order.Order<Key> = Order.combine(
  Order.mapInput(Order.number, ({ due }: Key) => due),
  Order.mapInput(Order.number, ({ sequence }: Key) => sequence)
)

/** @internal */
export const empty = <A>(): Agenda<A> => ({ added: 0, entries: RedBlackTree.empty(order) })

/**
 * Adds an entry. An entry that is due at `Infinity` never happens and is dropped.
 *
 * @internal
 */
export const add = <A>(agenda: Agenda<A>, due: number, entry: A): Agenda<A> =>
  Number.isFinite(due)
    ? {
      added: agenda.added + 1,
      entries: RedBlackTree.insert(agenda.entries, { due, sequence: agenda.added }, entry)
    }
    : agenda

/**
 * Takes the first entry that is due at `now`.
 *
 * @internal
 */
export const take = <A>(
  agenda: Agenda<A>,
  now: number
): { readonly due: number; readonly entry: A; readonly agenda: Agenda<A> } | undefined => {
  const first = RedBlackTree.first(agenda.entries)
  if (Option.isNone(first) || first.value[0].due > now) return undefined
  const [key, entry] = first.value
  return { due: key.due, entry, agenda: { ...agenda, entries: RedBlackTree.removeFirst(agenda.entries, key) } }
}
