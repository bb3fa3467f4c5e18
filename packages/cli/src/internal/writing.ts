import * as Effect from "effect/Effect"
import { DeskError } from "../DeskError.ts"
import type { Environment } from "../Environment.ts"
import type { DeskOptions } from "../Invocation.ts"

const isSet = (value: string | undefined): boolean => value !== undefined && !["", "0", "false", "no"].includes(value)

/** Whether nothing may be written: by the flag, or for somebody who should only look. */
export const isReadOnly = ({ readOnly }: DeskOptions, environment: Environment): boolean =>
  readOnly || isSet(environment["LINE_PAY_READ_ONLY"])

/** Refuses a verb that writes in read-only mode. */
export const allowed = (
  options: DeskOptions,
  environment: Environment,
  verb: string
): Effect.Effect<void, DeskError> =>
  isReadOnly(options, environment)
    ? new DeskError({
      kind: "Usage",
      message:
        `${verb} writes, and this command runs in read-only mode (--read-only or LINE_PAY_READ_ONLY). Nothing was ` +
        "changed and nothing was sent. Ask somebody who may write"
    })
    : Effect.void
