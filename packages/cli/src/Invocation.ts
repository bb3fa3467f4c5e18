/**
 * The parsed arguments of the command.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Money from "line-pay-protocol/Money"
import type * as Operation from "line-pay-protocol/Operation"
import type { StoryName } from "./Probe.ts"

/**
 * The choices of every verb that reads the attempt log.
 *
 * @since 0.1.0
 * @category models
 */
export interface DeskOptions {
  /** An SQLite file or a PostgreSQL URL; `LINE_PAY_DATABASE` when absent. */
  readonly database: string | undefined
  /** Whether every verb that writes is refused. */
  readonly readOnly: boolean
}

/**
 * Names the operator who decides, and the reason.
 *
 * @since 0.1.0
 * @category models
 */
export interface Signature {
  readonly by: string
  readonly why: string
  /** The version of the attempt that the operator has seen; the current one when absent. */
  readonly seen: number | undefined
}

/**
 * Describes the operator's finding in the merchant centre.
 *
 * @since 0.1.0
 * @category models
 */
export type Finding =
  | {
    readonly _tag: "Applied"
    readonly refunds: ReadonlyArray<{ readonly id: string; readonly amount: number }>
    readonly transaction: string | undefined
  }
  | { readonly _tag: "NotApplied" }
  | { readonly _tag: "Mismatch" }

/**
 * Which attempts to list.
 *
 * - `Unfinished`: open ones, and those that need a human.
 * - `Unread`: records that this version cannot read.
 *
 * @since 0.1.0
 * @category models
 */
export type Selection = "Unfinished" | "Open" | "NeedsHuman" | "Unread" | "All"

/**
 * The verb, and its arguments.
 *
 * @since 0.1.0
 * @category models
 */
export type Invocation =
  | { readonly _tag: "Help"; readonly text: string }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Payment"; readonly desk: DeskOptions; readonly subject: string; readonly json: boolean }
  | {
    readonly _tag: "Attempts"
    readonly desk: DeskOptions
    readonly selection: Selection
    readonly merchant: string | undefined
    readonly json: boolean
  }
  | { readonly _tag: "Attempt"; readonly desk: DeskOptions; readonly key: string; readonly json: boolean }
  | { readonly _tag: "Look"; readonly desk: DeskOptions; readonly key: string }
  | {
    readonly _tag: "Close"
    readonly desk: DeskOptions
    readonly key: string
    readonly finding: Finding
    readonly signature: Signature
  }
  | { readonly _tag: "Reopen"; readonly desk: DeskOptions; readonly key: string; readonly signature: Signature }
  | {
    readonly _tag: "Refund"
    readonly desk: DeskOptions
    readonly subject: string
    readonly amount: number | "full"
    readonly id: string
    readonly yes: boolean
  }
  | {
    readonly _tag: "Capture"
    readonly desk: DeskOptions
    readonly subject: string
    readonly amount: number | "full"
    readonly yes: boolean
  }
  | { readonly _tag: "Void"; readonly desk: DeskOptions; readonly subject: string; readonly yes: boolean }
  | { readonly _tag: "Code"; readonly code: string; readonly operation: Operation.Operation | undefined }
  | {
    readonly _tag: "Reconcile"
    /** A path, or `-` for standard input. */
    readonly orders: string
    readonly file: string | undefined
    readonly columns: ReadonlyMap<string, string>
    readonly format: "table" | "csv" | "ndjson"
  }
  | { readonly _tag: "Prune"; readonly desk: DeskOptions; readonly olderThan: Duration.Duration; readonly yes: boolean }
  | { readonly _tag: "Completion"; readonly shell: "bash" | "zsh" | "fish" }
  | { readonly _tag: "Export"; readonly desk: DeskOptions; readonly merchant: string | undefined }
  | { readonly _tag: "Doctor"; readonly timeout: Duration.Duration | undefined }
  | {
    readonly _tag: "Probe"
    readonly stories: ReadonlyArray<StoryName> | undefined
    readonly currency: Money.Currency | undefined
    /** The time to wait for a person; `undefined` when nobody is there. */
    readonly patience: Duration.Duration | undefined
    readonly json: boolean
  }
  | {
    readonly _tag: "Explain"
    readonly method: "GET" | "POST"
    readonly path: string
    /** `undefined` when it comes from standard input. */
    readonly payload: string | undefined
    readonly nonce: string
    /** The signature of another client for the same request. */
    readonly signature: string | undefined
  }

/**
 * The invocation of one verb.
 *
 * @since 0.1.0
 * @category models
 */
export type InvocationOf<Tag extends Invocation["_tag"]> = Extract<Invocation, { readonly _tag: Tag }>
