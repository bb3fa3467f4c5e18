/**
 * A LINE Pay that lives on your machine: stateful, strict, and able to
 * misbehave on command.
 *
 * @since 0.1.0
 */

export { ActRefused } from "./ActRefused.ts"
export * as Behaviour from "./Behaviour.ts"
export * as CertificateAuthority from "./CertificateAuthority.ts"
export * as Command from "./Command.ts"
export * as Contract from "./Contract.ts"
export * as ControlApi from "./ControlApi.ts"
export * as Exchange from "./Exchange.ts"
export * as Fault from "./Fault.ts"
export * as FaultNotation from "./FaultNotation.ts"
export * as ForcedOrderId from "./ForcedOrderId.ts"
export * as Journal from "./Journal.ts"
export * as Ledger from "./Ledger.ts"
export * as LinePayTest from "./LinePayTest.ts"
export * as Lint from "./Lint.ts"
export { ListenFailed } from "./ListenFailed.ts"
export * as Options from "./Options.ts"
export * as Payment from "./Payment.ts"
export * as Redirect from "./Redirect.ts"
export * as RegKey from "./RegKey.ts"
export { Sandbox } from "./Sandbox.ts"
export { SandboxServer } from "./SandboxServer.ts"
