/**
 * Reports a redirect that does not name its payment.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Problem } from "./InvalidRequest.ts"

/**
 * Reports that the URL of a confirm or cancel page is not a redirect that LINE
 * Pay documents. Somebody typed it, a proxy or a router dropped the query, or
 * it was forged.
 *
 * Confirm nothing because of it. Respond with 400, and find out what happened
 * with `Polling` or from the order that you stored.
 *
 * The error never quotes text of the URL, because anybody can write it.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidRedirect extends Schema.TaggedError<InvalidRedirect>("effect-line-pay/InvalidRedirect")(
  "InvalidRedirect",
  {
    /** The page that was opened. */
    page: Schema.Literal("confirm", "cancel"),
    /** All problems of the query. */
    problems: Schema.NonEmptyArray(Problem)
  }
) {
  override get message(): string {
    const problems = this.problems.map(({ actual, expected, path }) => `${path} must be ${expected}, but is ${actual}`)
    return `Not a redirect of LINE Pay to the ${this.page} page: ${problems.join("; ")}. Nothing was sent. ` +
      `If customers see this, check that the ${this.page}Url reaches this handler with its query`
  }
}
