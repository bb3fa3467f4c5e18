/**
 * The error of a redirect that does not say which payment it is about.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Problem } from "./InvalidRequest.ts"

/**
 * What was opened as a confirm or cancel page does not come from LINE Pay as
 * it is documented: somebody typed it, a proxy or a router dropped the query,
 * or it was forged. Nothing is to be confirmed because of it: answer with 400,
 * and let `Polling`, or the order that you have stored, tell what happened.
 *
 * Texts of the URL are never quoted: anybody can write them.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidRedirect extends Schema.TaggedError<InvalidRedirect>("effect-line-pay/InvalidRedirect")(
  "InvalidRedirect",
  {
    /** The page that was opened. */
    page: Schema.Literal("confirm", "cancel"),
    /** Everything that is wrong with the query. */
    problems: Schema.NonEmptyArray(Problem)
  }
) {
  override get message(): string {
    const problems = this.problems.map(({ actual, expected, path }) => `${path} must be ${expected}, but is ${actual}`)
    return `Not a redirect of LINE Pay to the ${this.page} page: ${problems.join("; ")}. ` +
      `If customers meet this, see whether the ${this.page}Url reaches this handler with its query`
  }
}
