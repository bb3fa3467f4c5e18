/**
 * The LINE Pay Online API as plain data and functions.
 *
 * @since 0.1.0
 */

/**
 * What to tell a customer, in English and in Traditional Chinese.
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
 * Where a call of the LINE Pay Online API goes: servers, versions and paths.
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
 * What was signed, with the secrets masked, and what to compare.
 *
 * @since 0.1.0
 */
export * as Explanation from "./Explanation.ts"

/**
 * How long the text fields of a request may be, and in which unit.
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
 * The ten calls of the LINE Pay Online API, each with everything that is true
 * of it for any client.
 *
 * @since 0.1.0
 */
export * as Operation from "./Operation.ts"

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
