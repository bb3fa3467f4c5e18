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

/** The errors of a call, by its access. The unions in `operations/` spell this out. */
export type ErrorOf<O extends Operation> =
  | ResultCodeErrorOf<O>
  | CallError
  | (Catalogue[O]["access"] extends "Read" | "ReadOrMoney" ? ResponseError : never)
  | (Catalogue[O]["access"] extends "Read" ? never : OutcomeUnknown)

/** The fields that every request may have. */
export interface AnyRequest {
  readonly device?: MerchantDevice | undefined
}

/** How the client makes a call, in addition to its entry in `Operation.catalogue`. */
export interface Definition<O extends Operation, Request extends AnyRequest, Success> {
  readonly operation: O
  readonly request: Schema.Schema<Request>
  /** Whether a request is a write, where the request decides it (`ReadOrMoney`). */
  readonly isWrite?: (request: Request) => boolean
  /** Checks beyond the schema: sums, decimals, fields that depend on each other or on the API version. */
  readonly problems?: (request: Request, config: ResolvedConfig) => ReadonlyArray<Problem>
  readonly path: (request: Request) => { readonly [P in PathParameter<O>]: string }
  /** Encoded, without the `?`. */
  readonly query?: (request: Request) => string
  /** Splits a request that would be too long. */
  readonly inParts?: (
    request: Request,
    send: (request: Request) => Effect.Effect<Success, ErrorOf<O>>
  ) => Effect.Effect<Success, ErrorOf<O>>
  /** The JSON body, for operations with a body. */
  readonly body?: (request: Request) => object
  /** How to read its success. */
  readonly answer: Answered<Success>
  /** Whether a success is about the requested payment, where LINE Pay names the payment. */
  readonly isAbout?: (request: Request, success: Success) => boolean
  /** The payment or order of the call, for errors and spans. */
  readonly subject: (request: Request) => {
    readonly transactionId?: TransactionId | undefined
    readonly orderId?: string | undefined
  }
  /** How to look up the outcome of a write. */
  readonly lookup: (request: Request) => Lookup
  /** Texts of the request that LINE Pay's message must not show. */
  readonly secrets?: (request: Request) => ReadonlyArray<string>
  /** The codes whose meaning for this request differs from the table's row for the operation. */
  readonly resolve?: (
    request: Request,
    category: Category
  ) => { readonly outcome?: Outcome; readonly retry?: Retry } | undefined
}
