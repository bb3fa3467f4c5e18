/**
 * Reads LINE Pay's redirects to the confirm or cancel page.
 *
 * The redirect is not signed. Anybody can open these pages, at any time, with
 * any ids, and a customer can open them twice. Treat the parameters as a claim,
 * and verify it first:
 *
 * - Look up the payment that you stored when you requested it, by
 *   `transactionId`, and reject the redirect if there is none.
 * - Reject it if `orderId` is present and is not the stored one.
 * - Take amount and currency from what you stored, never from the URL.
 * - Check the status before you confirm, as `Settlement.confirmPayment` does. A
 *   redirect does not prove that the customer has authenticated. A confirm that
 *   comes too early ends the payment request (seen live: 1169, then 0122).
 * - Do not conclude from a redirect to the cancel page that nothing was paid.
 *
 * The source is the redirection pages of the Online API documentation. Their
 * sample URLs spell the first parameter `trasactionId`, so we read that, too.
 * One client reports confirm redirects without `orderId`. On the cancel page
 * both parameters are documented as conditional.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { describe } from "./internal/request/problem.ts"
import { InvalidRedirect } from "./InvalidRedirect.ts"
import type { Problem } from "./InvalidRequest.ts"
import { TransactionId } from "./TransactionId.ts"

/**
 * Carries the query of a redirect. It is a URL, absolute or beginning with the
 * path, or anything that has one as its `url`. Examples are an
 * `HttpServerRequest` of `@effect/platform`, a Fetch `Request` and a request of
 * `node:http`.
 *
 * @since 0.1.0
 * @category models
 */
export type Source = string | URL | { readonly url?: string | undefined }

/**
 * @since 0.1.0
 * @category models
 */
export interface ConfirmRedirect {
  readonly transactionId: TransactionId
  /** Absent when the redirect did not bring it. */
  readonly orderId?: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface CancelRedirect {
  /** Absent when the redirect did not bring it. */
  readonly transactionId?: TransactionId
  /** Absent when the redirect did not bring it. */
  readonly orderId?: string
}

/**
 * Reads the parameters of the confirm page. Anybody can write them, so compare
 * them with the payment that you stored.
 *
 * Fails with `InvalidRedirect` when `transactionId` is missing or is not the
 * digits of a transaction id, or when a parameter appears twice with different
 * values. A parameter without a value counts as missing.
 *
 * @example
 * ```ts
 * import { HttpServerRequest } from "@effect/platform"
 * import { Effect } from "effect"
 * import { Redirect, type TransactionId } from "effect-line-pay"
 *
 * declare const storedPayment: (id: TransactionId) => Effect.Effect<{ readonly orderId: string }, "NoSuchPayment">
 *
 * export const confirmPage = Effect.gen(function*() {
 *   const claim = yield* Redirect.confirm(yield* HttpServerRequest.HttpServerRequest)
 *   const payment = yield* storedPayment(claim.transactionId)
 *   if (claim.orderId !== undefined && claim.orderId !== payment.orderId) {
 *     return yield* Effect.fail("NoSuchPayment" as const)
 *   }
 *   return payment
 * })
 * ```
 *
 * @since 0.1.0
 * @category decoding
 */
export const confirm = (source: Source): Either.Either<ConfirmRedirect, InvalidRedirect> =>
  Either.flatMap(read("confirm", source), ({ orderId, transactionId }) =>
    transactionId === undefined
      ? invalid("confirm", [{ path: "query.transactionId", expected: expectedId, actual: "missing" }])
      : Either.right({ transactionId, ...(orderId === undefined ? {} : { orderId }) }))

/**
 * Reads the parameters of the cancel page; there may be none. Anybody can write
 * them, and they do not prove that nothing was paid.
 *
 * Fails with `InvalidRedirect` when the parameters cannot be LINE Pay's.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Redirect } from "effect-line-pay"
 *
 * const claim = Redirect.cancel("https://shop.example/cancel?orderId=A-1&transactionId=2023042201206549310")
 * assert.deepEqual(Either.getOrThrow(claim), { orderId: "A-1", transactionId: "2023042201206549310" })
 * assert.deepEqual(Either.getOrThrow(Redirect.cancel("/cancel")), {})
 * ```
 *
 * @since 0.1.0
 * @category decoding
 */
export const cancel = (source: Source): Either.Either<CancelRedirect, InvalidRedirect> => read("cancel", source)

type Page = InvalidRedirect["page"]

const read = (page: Page, source: Source): Either.Either<CancelRedirect, InvalidRedirect> => {
  const query = new URLSearchParams(queryOf(source))
  const id = parameter(query, ["transactionId", "trasactionId"], expectedId, TransactionId.is)
  const order = parameter(query, ["orderId"], `a text of at most ${maximum} characters`, isOrderId)
  const problems = Arr.getLefts([id, order])
  if (Arr.isNonEmptyArray(problems)) return invalid(page, problems)
  const transactionId = Either.getOrUndefined(id)
  const orderId = Either.getOrUndefined(order)
  return Either.right({
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(orderId === undefined ? {} : { orderId })
  })
}

const invalid = (page: Page, problems: InvalidRedirect["problems"]) =>
  Either.left(new InvalidRedirect({ page, problems }))

const expectedId = "the digits of a transaction id"

const { maximum, unit } = FieldLimit.request.orderId

const isOrderId = (text: string): text is string => FieldLimit.length(text, unit) <= maximum

/** The one value of a parameter, under any of its names; `undefined` when it has none. */
const parameter = <A extends string>(
  query: URLSearchParams,
  names: readonly [string, ...ReadonlyArray<string>],
  expected: string,
  is: (text: string) => text is A
): Either.Either<A | undefined, Problem> => {
  const values = new Set(names.flatMap((name) => query.getAll(name)).filter((value) => value !== ""))
  const [value] = values
  const path = `query.${names[0]}`
  if (values.size > 1) return Either.left({ path, expected: "one value", actual: `${values.size} different ones` })
  if (value === undefined) return Either.right(undefined)
  return is(value) ? Either.right(value) : Either.left({ path, expected, actual: describe(value) })
}

const queryOf = (source: Source): string => {
  if (typeof source !== "string" && "search" in source) return source.search
  const [beforeFragment = ""] = (typeof source === "string" ? source : source.url ?? "").split("#", 1)
  const start = beforeFragment.indexOf("?")
  return start === -1 ? "" : beforeFragment.slice(start)
}
