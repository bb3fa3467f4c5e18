import { Effect } from "effect"
import { decline } from "./chapters/decline.ts"
import { lostAnswer } from "./chapters/lostAnswer.ts"
import { payment } from "./chapters/payment.ts"
import { preapproved } from "./chapters/preapproved.ts"
import { tellSum } from "./money.ts"

/** Tells the chapters in order. Returns the result of each, and the ledger's sum. */
export const story = Effect.gen(function*() {
  return {
    payment: yield* payment,
    preapproved: yield* preapproved,
    decline: yield* decline,
    lostAnswer: yield* lostAnswer,
    sum: yield* tellSum
  }
})
