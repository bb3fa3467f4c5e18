/**
 * Names a month, and the order id of its charge.
 */
import { DateTime, Effect, Schema } from "effect"

export const Period = Schema.String.pipe(Schema.pattern(/^\d{4}-(?:0[1-9]|1[0-2])$/), Schema.brand("Period"))

/** `2026-11` */
export type Period = typeof Period.Type

/** The current month in the shop's time zone. */
export const current: Effect.Effect<Period> = Effect.map(
  DateTime.now,
  (now) => Period.make(DateTime.formatIsoDate(DateTime.unsafeSetZoneNamed(now, "Asia/Taipei")).slice(0, 7))
)

export const following = (period: Period): Period =>
  Period.make(DateTime.formatIsoDateUtc(DateTime.add(DateTime.unsafeMake(`${period}-01`), { months: 1 })).slice(0, 7))

/**
 * Returns the order id of a subscriber's charge for a month. It is the same for every process and every retry, so LINE
 * Pay and the attempt log recognise the charge.
 */
export const orderId = (subscriberId: string, period: Period): string => `sub-${subscriberId}-${period}`
