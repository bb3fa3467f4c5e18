/**
 * Provides the shop, on its database and on a LINE Pay.
 */
import { Layer } from "effect"
import { type AttemptLog, type LinePay, Policy, RegKeyGuard, Settlement } from "effect-line-pay"
import { Charges } from "./Charges.ts"
import * as Database from "./Database.ts"
import { Enrolments } from "./Enrolments.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import { Subscribers } from "./Subscribers.ts"
import { tell } from "./tell.ts"

/** At night there is time to retry what is safe to retry. Charges are not. */
const policy = Policy.layer(Policy.recommended)

/** The shop on any attempt log. */
export const layerWithLog = <A, E, E2, R>(
  linePay: Layer.Layer<LinePay | A, E>,
  attemptLog: Layer.Layer<AttemptLog, E2, R>
) =>
  Enrolments.Default.pipe(
    Layer.provideMerge(Settlement.layerWith({ tell })),
    Layer.provideMerge(Layer.mergeAll(attemptLog, Charges.Default, Subscribers.Default)),
    Layer.provideMerge(Layer.mergeAll(linePay, Database.layer, RegKeyVault.Default, RegKeyGuard.layer)),
    Layer.provide(policy)
  )

export const layer = <A, E>(linePay: Layer.Layer<LinePay | A, E>) => layerWithLog(linePay, Database.attemptLog)
