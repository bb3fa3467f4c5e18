/** What the conductor and its processes say to each other. */
import type { Fault, Ledger } from "effect-line-pay-sandbox"

export type Call =
  | "confirmPayment"
  | "capturePayment"
  | "voidPayment"
  | "refundPayment"
  | "refundUpTo"
  | "payPreapproved"

/** A call of the shop. Every pod can make it, any number of times. */
export interface Intent {
  /** The record of the attempt log that it has. */
  readonly key: string
  readonly call: Call
  readonly orderId: string
  /** Empty for a charge by regKey, which gets one. */
  readonly transactionId: string
  /** In major units; the total, for `refundUpTo`. */
  readonly amount: number
  /** Whether all that is left is refunded. */
  readonly full: boolean
  /** Empty unless it is a refund. */
  readonly refundId: string
  /** Empty unless it is a charge by regKey. */
  readonly regKey: string
}

/** What a pod does, at which it can die. */
export const points = [
  "get",
  "append",
  "told",
  "lease",
  "tell",
  "check",
  "details",
  "confirm",
  "capture",
  "void",
  "refund",
  "pay"
] as const

export type Point = (typeof points)[number]

/** The nth time that a pod does something, at which it kills itself. */
export interface Death {
  readonly point: Point
  readonly nth: number
  readonly when: "before" | "after"
}

/** What a pod is started with. */
export interface PodSettings {
  readonly database: "sqlite" | "postgres"
  readonly url: string
  /** How much later it is by the database's clock, in milliseconds. */
  readonly later: number
  /** Where it dies. If it does not get there in some seconds, the next one counts. */
  readonly deaths: ReadonlyArray<Death>
  /** How many of a hundred deliveries to the shop are slow. */
  readonly slowTells: number
  readonly broken: string | undefined
}

export type PodOrder =
  | { readonly order: "Call"; readonly id: number; readonly intent: Intent }
  | { readonly order: "Sweep"; readonly id: number }
  /** Closes an open attempt by hand, as not applied. */
  | { readonly order: "Hand"; readonly id: number; readonly key: string }
  /** Closes the layer as a deployment does, and ends. */
  | { readonly order: "End" }

export type PodReport =
  | { readonly said: "Ready" }
  | {
    readonly said: "Result"
    readonly id: number
    /** `Applied`, or the tag of the error. */
    readonly result: string
    readonly detail: string
  }
  /** A sweep or a decision by hand is over. */
  | { readonly said: "Done"; readonly id: number; readonly problem: string | undefined }
  /** It kills itself now. */
  | { readonly said: "Dying"; readonly where: string }

/** What LINE Pay's process is asked. */
export type Question =
  | { readonly ask: "approve"; readonly transactionId: string }
  | { readonly ask: "faults"; readonly mix: Fault.Mix | undefined }
  | { readonly ask: "advance"; readonly millis: number }
  | { readonly ask: "ledger" }

export interface Asked {
  readonly id: number
  readonly question: Question
}

export type LinePayReport =
  | { readonly said: "Ready"; readonly url: string }
  | { readonly said: "Answer"; readonly id: number; readonly ledger: ReadonlyArray<Ledger.Movement> }
  | { readonly said: "Refused"; readonly id: number; readonly why: string }
