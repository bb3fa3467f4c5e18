/**
 * Provides the shop, on its database and on a LINE Pay.
 */
import { Layer } from "effect"
import { type LinePay, Policy, RegKeyGuard, Settlement } from "effect-line-pay"
import { Charges } from "./Charges.ts"
import * as Database from "./Database.ts"
import { Enrolments } from "./Enrolments.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import { Subscribers } from "./Subscribers.ts"

/** At night there is time to retry what is safe to retry. Charges are not. */
const policy = Policy.layer(Policy.recommended)

export const layer = <A, E>(linePay: Layer.Layer<LinePay | A, E>) =>
  Enrolments.Default.pipe(
    Layer.provideMerge(Layer.mergeAll(Settlement.layer, Charges.Default, Subscribers.Default)),
    Layer.provideMerge(Layer.mergeAll(linePay, Database.layer, RegKeyVault.Default, RegKeyGuard.layer)),
    Layer.provide(policy)
  )
