/**
 * The attempt log of `effect-line-pay` on a SQL database.
 *
 * @since 0.1.0
 */

/**
 * `AttemptLog` on `@effect/sql`.
 *
 * @since 0.1.0
 */
export * as SqlAttemptLog from "./SqlAttemptLog.ts"
