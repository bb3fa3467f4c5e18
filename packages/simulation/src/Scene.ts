/**
 * Holds what all parts of a world share: its dice, its time, its story, and
 * the notes for the judge.
 */
import type { Attempt, ConfirmIntent } from "effect-line-pay"
import * as Deferred from "effect/Deferred"
import type * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Dice from "./Dice.ts"
import type { Asked, Denial, History, Sent, Trespass } from "./History.ts"
import type { Mutation } from "./Mutation.ts"
import type { VirtualTime } from "./VirtualTime.ts"
import * as Weather from "./Weather.ts"

export interface Settings {
  readonly seed: number
  readonly orders: number
  /** From 0 to 1: the share of calls that meet a fault while the shop is open. */
  readonly faults: number
  /** Adds the rare and the odd; see `edges` of `Scene`. Off by default, so that known seeds keep their story. */
  readonly edges?: boolean | undefined
  readonly mutation?: Partial<Mutation> | undefined
  /** Gets each line of the story, for a seed that went wrong. */
  readonly tell?: ((line: string) => void) | undefined
}

/** The notes of the world while it runs. The history is made from it. */
export interface Notes {
  readonly attempts: Map<string, Attempt.Attempt>
  readonly denials: Array<Denial>
  /** The key of each mark in the log, by its nonce. */
  readonly marks: Map<string, string>
  readonly requests: Map<string, Sent>
  readonly faultsMet: Map<string, number>
  readonly repeatedRefundIds: Map<string, number>
  /** The confirms that were answered, and whether the shop must have the answer. */
  readonly answers: Array<{ readonly key: string; readonly isWithShop: () => boolean }>
  /** The payments whose details come from a replica that lags, half of the time. */
  readonly lagging: Set<string>
  /** The keys that a human has decided about. */
  readonly handled: Set<string>
  readonly denialsByHand: Array<History["denialsByHand"][number]>
  readonly trespasses: Array<Trespass>
  readonly asked: Array<Asked>
  /** By how many milliseconds the database's clock has been off at most. */
  databaseOff: number
  nonces: number
  earlyConfirms: number
  crashes: number
  clockJumps: number
}

export interface Scene {
  readonly dice: Dice.Dice
  /**
   * Dice for the rare and the odd: a database that is away, answers about another payment, authorisations that expire,
   * people who decide wrongly. Absent in a plain world.
   */
  readonly edges: Dice.Dice | undefined
  readonly time: VirtualTime
  /** The true time. */
  readonly now: () => number
  /** The share of calls that meet a fault. */
  readonly share: number
  readonly mutation: Partial<Mutation>
  /** Whether anybody reads the story. */
  readonly isTold: boolean
  readonly say: (line: string) => void
  /** Counts a fault. */
  readonly met: (name: string) => void
  readonly weather: Weather.Weather
  readonly notes: Notes
  /** The shop's stored payments, by transaction id, for the confirm page. */
  readonly stored: Map<string, ConfirmIntent>
  /** Where killed processes wait. */
  readonly silence: Effect.Effect<never>
  /** Ends the waiting. Effect remembers every daemon that has not ended. */
  readonly release: Effect.Effect<boolean>
  /** Whether a part of the shop meets a trouble now. */
  readonly isTroubled: () => boolean
}

export const make = ({ edges, faults: share, mutation = {}, seed, tell }: Settings, time: VirtualTime): Scene => {
  const dice = Dice.make(seed)
  const now = () => time.unsafeCurrentTimeMillis()
  const notes: Notes = {
    attempts: new Map(),
    denials: [],
    marks: new Map(),
    requests: new Map(),
    faultsMet: new Map(),
    repeatedRefundIds: new Map(),
    answers: [],
    lagging: new Set(),
    handled: new Set(),
    denialsByHand: [],
    trespasses: [],
    asked: [],
    databaseOff: 0,
    nonces: 0,
    earlyConfirms: 0,
    crashes: 0,
    clockJumps: 0
  }
  const { faultsMet } = notes
  const weather = Weather.make(dice, now)
  const limbo = Deferred.unsafeMake<never>(FiberId.none)
  return {
    dice,
    edges: edges === true ? Dice.make(seed ^ 0x5bd1e995) : undefined,
    time,
    now,
    share,
    mutation,
    isTold: tell !== undefined,
    say: (line) => tell?.(`${new Date(now()).toISOString()} ${line}`),
    met: (name) => faultsMet.set(name, (faultsMet.get(name) ?? 0) + 1),
    weather,
    notes,
    stored: new Map(),
    silence: Deferred.await(limbo),
    release: Deferred.die(limbo, "the process is gone"),
    isTroubled: () => !weather.isCalm() && dice.chance(share / 4)
  }
}
