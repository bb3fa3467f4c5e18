import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import * as Doctor from "../../Doctor.ts"
import type { InvocationOf } from "../../Invocation.ts"

export const run = ({ timeout }: InvocationOf<"Doctor">, { colors, environment }: Process): Effect.Effect<number> =>
  Effect.gen(function*() {
    const diagnoses = yield* Doctor.examine({
      environment,
      timeout,
      onDiagnosis: (diagnosis) => Console.log(Doctor.render(diagnosis, { colors }))
    })
    yield* Console.log(`\n${Doctor.summary(diagnoses)}`)
    return Doctor.isHealthy(diagnoses) ? 0 : 1
  })
