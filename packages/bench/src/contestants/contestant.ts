/** Someone who can call LINE Pay. The harness asks nothing else of them, and of all of them the same. */
export interface Contestant {
  /** Confirms a payment, and gives the transaction id of the answer as it understood it. */
  readonly confirm: (transactionId: string) => Promise<unknown>
  /** Looks payments up, and gives their transaction ids. */
  readonly details: (transactionIds: ReadonlyArray<string>) => Promise<ReadonlyArray<unknown>>
}

export const channelId = "1234567890"
export const channelSecret = "a-secret-of-thirty-two-characters"

/** What an answer looks like to who does not check it. */
export interface ConfirmAnswer {
  readonly returnCode: string
  readonly info: { readonly transactionId: unknown }
}

export interface DetailsAnswer {
  readonly returnCode: string
  readonly info: ReadonlyArray<{ readonly transactionId: unknown }>
}

export const query = (transactionIds: ReadonlyArray<string>): string =>
  transactionIds.map((id) => `transactionId=${id}`).join("&")
