/**
 * The error of a sandbox server that could not start.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Reports that the server could not listen, and why.
 *
 * - `PortTaken`: another process listens there.
 * - `NotPermitted`: the port is reserved for the system's administrator.
 * - `BadHost`: the host is not an address of this machine.
 * - `BadPort`: the port is not a whole number from 0 to 65535.
 * - `Other`: the message has the system's error.
 *
 * @since 0.1.0
 * @category errors
 */
export class ListenFailed
  extends Schema.TaggedError<ListenFailed>("effect-line-pay-sandbox/ListenFailed")("ListenFailed", {
    host: Schema.String,
    port: Schema.Number,
    reason: Schema.Literal("PortTaken", "NotPermitted", "BadHost", "BadPort", "Other"),
    /** Says what failed, and what to do. */
    message: Schema.String
  })
{}
