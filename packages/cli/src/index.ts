/**
 * The `line-pay-cli` command.
 *
 * @since 0.1.0
 */

export * as Command from "./Command.ts"
export * as Customer from "./Customer.ts"
export * as DeskError from "./DeskError.ts"
export * as Doctor from "./Doctor.ts"
export * as Environment from "./Environment.ts"
export * as Fact from "./Fact.ts"
export * as Invocation from "./Invocation.ts"
export * as Probe from "./Probe.ts"
export * as UsageError from "./UsageError.ts"
