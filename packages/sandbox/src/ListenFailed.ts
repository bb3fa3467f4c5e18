/**
 * Why a sandbox server could not be started.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * - `PortTaken`: something else listens there.
 * - `NotPermitted`: the port is reserved to the system's administrator.
 * - `BadHost`: the host is not an address of this machine.
 * - `BadPort`: the port is not a whole number from 0 to 65535.
 * - `Other`: what the system said stands in the message.
 *
 * @since 0.1.0
 * @category errors
 */
export class ListenFailed
  extends Schema.TaggedError<ListenFailed>("effect-line-pay-sandbox/ListenFailed")("ListenFailed", {
    host: Schema.String,
    port: Schema.Number,
    reason: Schema.Literal("PortTaken", "NotPermitted", "BadHost", "BadPort", "Other"),
    /** What was tried, what came of it, and what to do. */
    message: Schema.String
  })
{}
