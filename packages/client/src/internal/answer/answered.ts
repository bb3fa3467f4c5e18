import { type Unreadable, unreadable } from "../../Stated.ts"
import type { Envelope } from "./envelope.ts"
import type { Reading } from "./reading.ts"
import type { Shape } from "./shape.ts"

/** Where an answer has the success of a call, and how to read it. */
export interface Answered<Success> {
  readonly read: (envelope: Envelope, reading: Reading) => Success | Unreadable
}

/** The success is in `info`, which is required. */
export const inInfo = <Success, Encoded>(shape: Shape<Success, Encoded>): Answered<Success> => ({
  read: ({ info }, reading) => shape.read(info, reading, true)
})

/** The result code is the success. */
export const inCode = <Success>(successes: { readonly [code: string]: Success }): Answered<Success> => ({
  read: ({ code }) => Object.hasOwn(successes, code) ? successes[code] ?? unreadable : unreadable
})

/** The success has no content. */
export const nothing: Answered<void> = { read: () => undefined }
