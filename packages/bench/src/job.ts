/** Defines the jobs of a worker, and its answers. */
import type { Parsed } from "./answers.ts"

export type ContestantName =
  | "bare undici"
  | "fetch, LINE Pay's sample"
  | "Effect HttpClient"
  | "line-pay-merchant"
  | "effect-line-pay-node"
  | "effect-line-pay, fetch"
  | "effect-line-pay, HttpClient"

export type ParserName = "JSON.parse" | "ExactJson" | "lossless-json" | "json-bigint"

export type SignerName = "node:crypto" | "WebCrypto"

/** Names a reader of large answers. The client reads without a network, beside `JSON.parse`. */
export type ReaderName = "JSON.parse" | "effect-line-pay"

/** Names where settlement keeps its log. */
export type LogName = "memory" | "SQLite" | "PostgreSQL"

/** Names a call that is settled. */
export type SettledName = "confirm" | "refund"

export type Job = MeasuredJob | ProfiledJob

/** The jobs that return a sample. */
export type MeasuredJob =
  & Extent
  & (
    | { readonly kind: "confirm" | "details"; readonly inFlight: number }
    | { readonly kind: "parse"; readonly body: Parsed }
    | { readonly kind: "read"; readonly megabytes: number }
    | { readonly kind: "sign" }
    | { readonly kind: "settle"; readonly settled: SettledName; readonly inFlight: number }
  )

/** Confirms under a profiler. */
export interface ProfiledJob extends Extent {
  readonly kind: "profile"
  readonly inFlight: number
}

/** The minimum of time and of calls; a job runs until it has reached both. */
export interface Extent {
  readonly milliseconds: number
  readonly calls: number
}

export interface Sample {
  readonly calls: number
  /** Calls per second of wall time. */
  readonly perSecond: number
  /** Of all threads of the process, in microseconds per call. */
  readonly cpu: number
  /** Of the latencies of the calls, in milliseconds. */
  readonly p50: number
  readonly p99: number
  /** How many answers lost the ids that LINE Pay sent. */
  readonly wrongIds: number
  /** The peak memory of the process, in MiB. */
  readonly peakMemory: number
}

/** The cost of many merchants on one log, in milliseconds. */
export interface MerchantsSample {
  /** Building the layer on tables that exist. */
  readonly start: number
  /** The first sweep, which finds nothing. */
  readonly first: number
  /** A further sweep that finds nothing. */
  readonly empty: number
  /** A sweep that looks at every open attempt, and notes what it saw. */
  readonly full: number
  /** Whether it looked at all of them, and the sweeps before at none. */
  readonly isRight: boolean
}
