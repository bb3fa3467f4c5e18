import * as FiberRef from "effect/FiberRef"
import * as GlobalValue from "effect/GlobalValue"

/** The one request that a mark in the attempt log stands for. */
export interface Sending {
  /** The nonce that the mark says. A layer below that signs again gets another one. */
  nonce: string | undefined
  /** Until when the bytes may leave, in milliseconds by the steady clock. The mark's quiet time counts on it. */
  readonly leaveBefore: number
}

/** The sending that a call belongs to; `undefined` outside of settlement. */
export const currentSending: FiberRef.FiberRef<Sending | undefined> = /*#__PURE__*/ GlobalValue.globalValue(
  "effect-line-pay/currentSending",
  () => FiberRef.unsafeMake<Sending | undefined>(undefined)
)
