/**
 * Lists the currencies that LINE Pay takes.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Money from "line-pay-protocol/Money"

/**
 * Lists `USD`, `JPY`, `TWD` and `THB`. JPY is legacy, because LINE Pay ended in
 * Japan.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Currency = Schema.Literal(...Money.currencies).annotations({
  identifier: "Currency",
  description: "one of USD, JPY, TWD, THB"
})

/**
 * @since 0.1.0
 * @category models
 */
export type Currency = Money.Currency
