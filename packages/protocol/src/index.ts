/**
 * The LINE Pay Online API as plain data and functions.
 *
 * @since 0.1.0
 */

/**
 * Texts for the customer, in English and in Traditional Chinese.
 *
 * @since 0.1.0
 */
export * as CustomerText from "./CustomerText.ts"

/**
 * Exact decimal arithmetic on the numbers a program writes.
 *
 * @since 0.1.0
 */
export * as Decimal from "./Decimal.ts"

/**
 * The servers, versions and paths of the LINE Pay Online API.
 *
 * @since 0.1.0
 */
export * as Endpoint from "./Endpoint.ts"

/**
 * JSON without losing digits.
 *
 * @since 0.1.0
 */
export * as ExactJson from "./ExactJson.ts"

/**
 * Shows what was signed, with the secrets masked, and what to compare.
 *
 * @since 0.1.0
 */
export * as Explanation from "./Explanation.ts"

/**
 * Length limits of a request's text fields, and their units.
 *
 * @since 0.1.0
 */
export * as FieldLimit from "./FieldLimit.ts"

/**
 * Currencies and what an amount must look like.
 *
 * @since 0.1.0
 */
export * as Money from "./Money.ts"

/**
 * The ten calls of the LINE Pay Online API, with the facts that hold for any
 * client.
 *
 * @since 0.1.0
 */
export * as Operation from "./Operation.ts"

/**
 * How long to wait for the answer of each call.
 *
 * @since 0.1.0
 */
export * as ReadTimeout from "./ReadTimeout.ts"

/**
 * LINE Pay's result-code table.
 *
 * @since 0.1.0
 */
export * as ResultCode from "./ResultCode.ts"

/**
 * The text that a LINE Pay request is signed over.
 *
 * @since 0.1.0
 */
export * as Signature from "./Signature.ts"

/**
 * Names the mistake in a wrong signature, by trying what people do wrong.
 *
 * @since 0.1.0
 */
export * as SignatureMistake from "./SignatureMistake.ts"
