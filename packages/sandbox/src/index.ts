/**
 * A LINE Pay that lives on your machine: stateful, strict, and able to
 * misbehave on command.
 *
 * @since 0.1.0
 */

/**
 * Why the sandbox could not do what was asked of it.
 *
 * @since 0.1.0
 */
export { ActRefused } from "./ActRefused.ts"

/**
 * What the sandbox answers in which situation, and how sure it is.
 *
 * @since 0.1.0
 */
export * as Behaviour from "./Behaviour.ts"

/**
 * The `line-pay-sandbox` command as a value.
 *
 * @since 0.1.0
 */
export * as Command from "./Command.ts"

/**
 * What the merchant's contract with LINE Pay allows.
 *
 * @since 0.1.0
 */
export * as Contract from "./Contract.ts"

/**
 * What a test in any language can do with a sandbox server.
 *
 * @since 0.1.0
 */
export * as ControlApi from "./ControlApi.ts"

/**
 * One request to the sandbox and what has to come back.
 *
 * @since 0.1.0
 */
export * as Exchange from "./Exchange.ts"

/**
 * How the sandbox can be told to misbehave.
 *
 * @since 0.1.0
 */
export * as Fault from "./Fault.ts"

/**
 * Faults in a few characters.
 *
 * @since 0.1.0
 */
export * as FaultNotation from "./FaultNotation.ts"

/**
 * Order ids that force a result code.
 *
 * @since 0.1.0
 */
export * as ForcedOrderId from "./ForcedOrderId.ts"

/**
 * Every movement of money with its cause.
 *
 * @since 0.1.0
 */
export * as Ledger from "./Ledger.ts"

/**
 * A user's whole test set-up in one line.
 *
 * @since 0.1.0
 */
export * as LinePayTest from "./LinePayTest.ts"

/**
 * What a caller does wrong.
 *
 * @since 0.1.0
 */
export * as Lint from "./Lint.ts"

/**
 * How a sandbox is set up.
 *
 * @since 0.1.0
 */
export * as Options from "./Options.ts"

/**
 * Why a sandbox server could not be started.
 *
 * @since 0.1.0
 */
export { ListenFailed } from "./ListenFailed.ts"

/**
 * A payment as the sandbox keeps it.
 *
 * @since 0.1.0
 */
export * as Payment from "./Payment.ts"

/**
 * Where LINE Pay sends the customer.
 *
 * @since 0.1.0
 */
export * as Redirect from "./Redirect.ts"

/**
 * A pre-approved payment key as the sandbox keeps it.
 *
 * @since 0.1.0
 */
export * as RegKey from "./RegKey.ts"

/**
 * The sandbox as a service, and in process as an `HttpClient`.
 *
 * @since 0.1.0
 */
export { Sandbox } from "./Sandbox.ts"

/**
 * The sandbox as a real HTTP server.
 *
 * @since 0.1.0
 */
export { SandboxServer } from "./SandboxServer.ts"
