import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { PathParameter } from "line-pay-protocol/Endpoint"
import type { Category, Operation, Outcome, Retry } from "line-pay-protocol/ResultCode"
import type { Problem } from "../../InvalidRequest.ts"
import type { MerchantDevice } from "../../LinePayConfig.ts"
import type { CallError, ResultCodeErrorOf } from "../../LinePayError.ts"
import type { Lookup, OutcomeUnknown } from "../../OutcomeUnknown.ts"
import type { ResponseError } from "../../ResponseError.ts"
import type { TransactionId } from "../../TransactionId.ts"
import type { Envelope } from "../answer/envelope.ts"
import type { ResolvedConfig } from "../config/resolved.ts"

/** Whether a call only asks, or changes something. */
export type Access = "Read" | "Write"

/** What a call can fail with, by what it does: the unions in `operations/` are this, written out. */
export type ErrorOf<O extends Operation, A extends Access> =
  | ResultCodeErrorOf<O>
  | CallError
  | (A extends "Read" ? ResponseError : never)
  | (A extends "Write" ? OutcomeUnknown : never)

/** What every request may say. */
export interface AnyRequest {
  readonly device?: MerchantDevice | undefined
}

/** Everything that is true of one operation, beyond its row of the endpoint catalogue. */
export interface Definition<O extends Operation, A extends Access, Request extends AnyRequest, Success> {
  readonly operation: O
  readonly request: Schema.Schema<Request>
  /** By the request, not by the HTTP method. */
  readonly access: (request: Request) => A
  /** What the schema cannot see: sums, decimals, fields that depend on each other or on the API version. */
  readonly problems?: (request: Request, config: ResolvedConfig) => ReadonlyArray<Problem>
  readonly path: (request: Request) => { readonly [P in PathParameter<O>]: string }
  /** The least time that LINE Pay wants between two of these calls for one payment, a repetition included. */
  readonly minimumInterval?: Duration.Duration
  /** Encoded, without the `?`. */
  readonly query?: (request: Request) => string
  /** Sends a request in parts, where one would be too long. */
  readonly inParts?: (
    request: Request,
    send: (request: Request) => Effect.Effect<Success, ErrorOf<O, A>>
  ) => Effect.Effect<Success, ErrorOf<O, A>>
  /** What is sent as JSON, for operations with a body. */
  readonly body?: (request: Request) => object
  readonly decode: (envelope: Envelope) => Either.Either<Success, ParseResult.ParseIssue>
  /** What the call is about, for errors and spans. */
  readonly subject: (request: Request) => {
    readonly transactionId?: TransactionId | undefined
    readonly orderId?: string | undefined
  }
  /** How to find out what became of a write, and whether money can have moved. */
  readonly lookup: (request: Request) => Lookup
  readonly money: OutcomeUnknown["money"]
  /** Texts of the request that must not show in what LINE Pay says about it. */
  readonly secrets?: (request: Request) => ReadonlyArray<string>
  /** Where this request means something else for a code than the table's row for the operation does. */
  readonly resolve?: (
    request: Request,
    category: Category
  ) => { readonly outcome?: Outcome; readonly retry?: Retry } | undefined
}
