import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { Operation } from "line-pay-protocol/ResultCode"
import { InvalidRequest, type Problem } from "../InvalidRequest.ts"
import { problemsOf } from "./problem.ts"

/** Checks that a value is a request, every field of it and no other. */
export const checker = <Request>(operation: Operation, schema: Schema.Schema<Request>) => {
  const validate = ParseResult.validateEither(schema, { errors: "all", onExcessProperty: "error" })
  return (input: unknown): Either.Either<Request, InvalidRequest> =>
    Either.mapLeft(validate(input), (issue) => {
      const [first = unreadable, ...others] = problemsOf(issue)
      return new InvalidRequest({ operation, problems: [first, ...others] })
    })
}

const unreadable: Problem = { path: "", expected: "a request as documented", actual: "something else" }
