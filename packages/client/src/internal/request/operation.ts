import * as Schema from "effect/Schema"
import { operations } from "line-pay-protocol/Operation"

/** The names of the calls as a schema, for the fields of errors. */
export const Operation = Schema.Literal(...operations)

export type Operation = typeof Operation.Type
