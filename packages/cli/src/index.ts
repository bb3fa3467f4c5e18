/**
 * The `line-pay-cli` command.
 *
 * @since 0.1.0
 */

/**
 * The `line-pay-cli` command as a value.
 *
 * @since 0.1.0
 */
export * as Command from "./Command.ts"

/**
 * Whoever authenticates a payment while the facts are asked.
 *
 * @since 0.1.0
 */
export * as Customer from "./Customer.ts"

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

/**
 * What is asked of LINE Pay.
 *
 * @since 0.1.0
 */
export * as Fact from "./Fact.ts"

/**
 * Asks LINE Pay's sandbox what no document says.
 *
 * @since 0.1.0
 */
export * as Probe from "./Probe.ts"
