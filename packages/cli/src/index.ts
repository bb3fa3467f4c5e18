/**
 * The `line-pay` command.
 *
 * @since 0.1.0
 */

/**
 * Says in words what stands between a configuration and LINE Pay.
 *
 * @since 0.1.0
 */
export * as Doctor from "./Doctor.ts"

/**
 * Environment variables as a value.
 *
 * @since 0.1.0
 */
export * as Environment from "./Environment.ts"
