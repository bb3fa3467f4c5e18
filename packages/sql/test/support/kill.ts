/** What the process that is killed is told, and what it says. */
export interface Plan {
  readonly id: number
  readonly intent: Intent
  /** The nth verb of the log, request or delivery of the intent, at which the process dies. */
  readonly step: number
  readonly when: "before" | "after"
}

export type Intent =
  | {
    readonly call: "confirmPayment"
    readonly transactionId: string
    readonly orderId: string
    readonly amount: number
  }
  | {
    readonly call: "refundPayment"
    readonly transactionId: string
    readonly refundId: string
    readonly amount: number
  }
  | { readonly call: "payPreapproved"; readonly regKey: string; readonly orderId: string; readonly amount: number }

export type Order =
  | { readonly role: "Die"; readonly plans: ReadonlyArray<Plan> }
  /** Sweeps in a time to come, by the database's clock. */
  | { readonly role: "Sweep"; readonly later: number }
  | { readonly role: "Call"; readonly plans: ReadonlyArray<Plan> }
  /** Closes these by hand, as not applied. */
  | { readonly role: "Hand"; readonly keys: ReadonlyArray<string> }

export type Report =
  /** The intent waits at its step, or has ended without reaching it. */
  | { readonly said: "Reached" | "Ended"; readonly id: number; readonly where: string }
  | { readonly said: "Done"; readonly results: ReadonlyArray<string> }
