import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import type { Operation } from "line-pay-protocol/Operation"
import { InvalidRequest, type Problem } from "../../InvalidRequest.ts"
import { copier, Uncopyable } from "./plain.ts"
import { problemsOf } from "./problem.ts"

/** Checks that a value is a request, with valid fields and no unknown ones. */
export const checker = <Request>(operation: Operation, schema: Schema.Schema<Request>) => {
  const copy = copier(schema.ast)
  const validate = ParseResult.validateEither(schema, { errors: "all", onExcessProperty: "error" })
  const refuse = (problem: Problem, others: ReadonlyArray<Problem> = []) =>
    new InvalidRequest({ operation, problems: [problem, ...others] })
  return (input: unknown): Either.Either<Request, InvalidRequest> =>
    Either.try({
      try: () => copy(input),
      catch: (error) => refuse(error instanceof Uncopyable ? error.problem : throwing)
    }).pipe(
      Either.flatMap((request) =>
        Either.mapBoth(validate(request), {
          onLeft: (issue) => {
            const [first = unreadable, ...others] = problemsOf(issue)
            return refuse(first, others)
          },
          // Return the validated copy, and not the one that Schema makes of it, which has a prototype again.
          onRight: () => request as Request
        })
      )
    )
}

const unreadable: Problem = { path: "", expected: "a request as documented", actual: "something else" }

const throwing: Problem = { path: "", expected: "an object whose fields can be read", actual: "one that throws" }
