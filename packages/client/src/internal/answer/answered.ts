import { type Unreadable, unreadable } from "../../Stated.ts"
import type { Envelope } from "./envelope.ts"
import type { Reading } from "./reading.ts"
import type { AnyShape, Shape } from "./shape.ts"

/** Where in an answer the success of a call stands, and how it is read. */
export interface Answered<Success> {
  readonly read: (envelope: Envelope, reading: Reading) => Success | Unreadable
  /** What `info` holds, where the success is in it. */
  readonly info?: AnyShape
}

/** The success is in `info`, which has to be there. */
export const inInfo = <Success, Encoded>(shape: Shape<Success, Encoded>): Answered<Success> => ({
  read: ({ info }, reading) => shape.read(info, reading, true),
  info: shape
})

/** The code says it all. */
export const inCode = <Success>(successes: { readonly [code: string]: Success }): Answered<Success> => ({
  read: ({ code }) => Object.hasOwn(successes, code) ? successes[code] ?? unreadable : unreadable
})

/** The success says nothing more than that it is one. */
export const nothing: Answered<void> = { read: () => undefined }
