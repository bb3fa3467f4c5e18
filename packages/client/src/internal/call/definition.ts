import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { PathParameter } from "line-pay-protocol/Endpoint"
import type { Catalogue, Operation } from "line-pay-protocol/Operation"
import type { Category, Outcome, Retry } from "line-pay-protocol/ResultCode"
import type { Problem } from "../../InvalidRequest.ts"
import type { MerchantDevice } from "../../LinePayConfig.ts"
import type { CallError, ResultCodeErrorOf } from "../../LinePayError.ts"
import type { Lookup, OutcomeUnknown } from "../../OutcomeUnknown.ts"
import type { ResponseError } from "../../ResponseError.ts"
import type { TransactionId } from "../../TransactionId.ts"
import type { Answered } from "../answer/answered.ts"
import type { ResolvedConfig } from "../config/resolved.ts"

/** What a call can fail with, by what it does: the unions in `operations/` are this, written out. */
export type ErrorOf<O extends Operation> =
  | ResultCodeErrorOf<O>
  | CallError
  | (Catalogue[O]["access"] extends "Read" | "ReadOrMoney" ? ResponseError : never)
  | (Catalogue[O]["access"] extends "Read" ? never : OutcomeUnknown)

/** What every request may say. */
export interface AnyRequest {
  readonly device?: MerchantDevice | undefined
}

/** How the client makes a call: everything that its entry in `Operation.catalogue` does not say. */
export interface Definition<O extends Operation, Request extends AnyRequest, Success> {
  readonly operation: O
  readonly request: Schema.Schema<Request>
  /** Whether a request changes something, where the request decides it (`ReadOrMoney`). */
  readonly isWrite?: (request: Request) => boolean
  /** What the schema cannot see: sums, decimals, fields that depend on each other or on the API version. */
  readonly problems?: (request: Request, config: ResolvedConfig) => ReadonlyArray<Problem>
  readonly path: (request: Request) => { readonly [P in PathParameter<O>]: string }
  /** Encoded, without the `?`. */
  readonly query?: (request: Request) => string
  /** Sends a request in parts, where one would be too long. */
  readonly inParts?: (
    request: Request,
    send: (request: Request) => Effect.Effect<Success, ErrorOf<O>>
  ) => Effect.Effect<Success, ErrorOf<O>>
  /** What is sent as JSON, for operations with a body. */
  readonly body?: (request: Request) => object
  /** How its success is read. */
  readonly answer: Answered<Success>
  /** Whether a success is about what was asked for, where LINE Pay says what it is about. */
  readonly isAbout?: (request: Request, success: Success) => boolean
  /** What the call is about, for errors and spans. */
  readonly subject: (request: Request) => {
    readonly transactionId?: TransactionId | undefined
    readonly orderId?: string | undefined
  }
  /** How to find out what became of a write. */
  readonly lookup: (request: Request) => Lookup
  /** Texts of the request that must not show in what LINE Pay says about it. */
  readonly secrets?: (request: Request) => ReadonlyArray<string>
  /** Where this request means something else for a code than the table's row for the operation does. */
  readonly resolve?: (
    request: Request,
    category: Category
  ) => { readonly outcome?: Outcome; readonly retry?: Retry } | undefined
}
