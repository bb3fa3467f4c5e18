/**
 * Lists the faults of LINE Pay and of the network.
 */
import { Fault } from "effect-line-pay-sandbox"

export interface Mishap {
  readonly name: string
  readonly fault: Fault.Fault
  /** Against the others'; 1 by default. */
  readonly weight?: number
}

/** The faults of any call. Settlement exists because of late answers and late commits. */
const mishaps: ReadonlyArray<Mishap> = [
  { name: "delay (20 s)", fault: Fault.delay("20 seconds") },
  { name: "delay (90 s, beyond the read timeout)", fault: Fault.delay("90 seconds") },
  { name: "hang", fault: Fault.hang() },
  { name: "hang, applied", fault: Fault.hang({ applied: true }) },
  { name: "reset", fault: Fault.resetBefore },
  { name: "reset, applied", fault: Fault.commitThenLose, weight: 2 },
  { name: "stall in the body", fault: Fault.stallBody(20) },
  { name: "cut body", fault: Fault.cutBody(20) },
  { name: "502", fault: Fault.badGateway() },
  { name: "502, applied", fault: Fault.badGateway({ applied: true }) },
  { name: "empty body, applied", fault: Fault.emptyBody({ applied: true }) },
  { name: "old envelope", fault: Fault.oldEnvelope },
  { name: "commit late (3 s)", fault: Fault.commitLate("3 seconds") },
  { name: "commit late (20 s)", fault: Fault.commitLate("20 seconds") },
  { name: "commit late (70 s)", fault: Fault.commitLate("70 seconds"), weight: 2 },
  { name: "commit late (20 s), locked", fault: Fault.commitLate("20 seconds", { locked: true }) },
  { name: "commit late (85 s), hang", fault: Fault.commitLate("85 seconds", { connection: "Hang" }) },
  { name: "9000", fault: Fault.resultCode("9000") },
  { name: "9000, applied", fault: Fault.resultCode("9000", { applied: true }) },
  { name: "1198, applied", fault: Fault.resultCode("1198", { applied: true }) },
  { name: "1199", fault: Fault.resultCode("1199") },
  { name: "1199, applied", fault: Fault.resultCode("1199", { applied: true }) },
  { name: "1902", fault: Fault.resultCode("1902") },
  { name: "1902, applied", fault: Fault.resultCode("1902", { applied: true }) },
  { name: "unknown code, applied", fault: Fault.resultCode("4711", { applied: true }) },
  { name: "odd regKey", fault: Fault.odd("regKey", `""`) },
  { name: "odd order id", fault: Fault.odd("orderId", "7") },
  { name: "unreadable sum", fault: Fault.odd("payInfo", `[{"amount":null}]`) }
]

/** More faults of a look, because LINE Pay's own documents disagree on details. */
const lookMishaps: ReadonlyArray<Mishap> = [
  { name: "lagging details (15 s)", fault: Fault.lag("15 seconds"), weight: 3 },
  { name: "lagging details (60 s)", fault: Fault.lag("60 seconds"), weight: 3 },
  { name: "no payStatus", fault: Fault.flawedDetails("MissingPayStatus") },
  { name: "no payInfo", fault: Fault.flawedDetails("MissingPayInfo") },
  { name: "repeated refund id", fault: Fault.flawedDetails("RepeatedRefundId") },
  { name: "odd date", fault: Fault.flawedDetails("OddDate") },
  { name: "unreadable payStatus", fault: Fault.odd("[0].payStatus", "{}") },
  { name: "unreadable payInfo", fault: Fault.odd("[0].payInfo", `[{"method":"BALANCE","amount":"ten"}]`) },
  { name: "unreadable refundList", fault: Fault.odd("[0].refundList", `[null]`) },
  { name: "unreadable transactionType", fault: Fault.odd("[0].transactionType", "7") },
  { name: "odd packages", fault: Fault.odd("[0].packages", `{"id":[]}`) }
]

const asNonEmpty = <A>(items: ReadonlyArray<A>): readonly [A, ...ReadonlyArray<A>] => {
  const [first, ...others] = items
  if (first === undefined) throw new Error("an empty list")
  return [first, ...others]
}

/** Each as many times as its weight says, to pick one of them. */
const byWeight = (all: ReadonlyArray<Mishap>) =>
  asNonEmpty(all.flatMap((mishap) => Array.from({ length: mishap.weight ?? 1 }, () => mishap)))

/** While LINE Pay is away, requests come to nothing. */
const awayMishaps: ReadonlyArray<Mishap> = [
  { name: "away: hang", fault: Fault.hang() },
  { name: "away: reset", fault: Fault.resetBefore },
  { name: "away: 502", fault: Fault.badGateway() }
]

/** All faults of LINE Pay and the network, by the name in a report. */
export const faults: ReadonlyMap<string, Fault.Fault> = new Map(
  [...mishaps, ...lookMishaps].map(({ fault, name }) => [name, fault])
)

/** The faults to pick from: of any call, of a look, and while LINE Pay is away. */
export const [onAny, onLook, onAway] = [byWeight(mishaps), byWeight(lookMishaps), byWeight(awayMishaps)]
