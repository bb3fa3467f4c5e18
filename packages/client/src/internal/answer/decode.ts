import type * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Envelope } from "./envelope.ts"

/** The success is in `info`, which has to be there. The decoder is made when it is needed, and not when it is imported. */
export const fromInfo = <Success, Encoded>(schema: Schema.Schema<Success, Encoded>) => {
  let decode: ((info: unknown) => Either.Either<Success, ParseResult.ParseIssue>) | undefined
  return (envelope: Envelope) => {
    decode ??= ParseResult.decodeUnknownEither(schema, { errors: "all" })
    return decode(envelope.info)
  }
}

const decodeVoid = ParseResult.decodeUnknownEither(Schema.Void)

/** The success says nothing more than that it is one. */
export const nothing = (): Either.Either<void, ParseResult.ParseIssue> => decodeVoid(undefined)
