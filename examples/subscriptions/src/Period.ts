/**
 * A month that is paid for, and the order id of its charge.
 */
import { DateTime, Effect, Schema } from "effect"

export const Period = Schema.String.pipe(Schema.pattern(/^\d{4}-(?:0[1-9]|1[0-2])$/), Schema.brand("Period"))

/** `2026-11` */
export type Period = typeof Period.Type

/** The month that it is in the shop. */
export const current: Effect.Effect<Period> = Effect.map(
  DateTime.now,
  (now) => Period.make(DateTime.formatIsoDate(DateTime.unsafeSetZoneNamed(now, "Asia/Taipei")).slice(0, 7))
)

export const following = (period: Period): Period =>
  Period.make(DateTime.formatIsoDateUtc(DateTime.add(DateTime.unsafeMake(`${period}-01`), { months: 1 })).slice(0, 7))

/**
 * The order id of a subscriber's charge for a month, whoever makes it and however often it is tried. It is what LINE
 * Pay, and the attempt log, recognise a charge by.
 */
export const orderId = (subscriberId: string, period: Period): string => `sub-${subscriberId}-${period}`
