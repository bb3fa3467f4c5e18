/**
 * A LINE Pay that lives on your machine.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as List from "effect/List"
import * as Ref from "effect/Ref"
import type { Operation } from "line-pay-protocol/Operation"
import type { ActRefused } from "./ActRefused.ts"
import type { Contract, Profile } from "./Contract.ts"
import type { ApiRequest, Exchange } from "./Exchange.ts"
import type { Fault, Mix, Scripted, Target } from "./Fault.ts"
import * as httpClient from "./internal/http/httpClient.ts"
import type { Act } from "./internal/machine/acts.ts"
import * as acts from "./internal/machine/acts.ts"
import { elapse } from "./internal/machine/elapse.ts"
import { handle } from "./internal/machine/handle.ts"
import * as lint from "./internal/machine/lint.ts"
import { profiles } from "./internal/machine/profiles.ts"
import * as redirect from "./internal/machine/redirect.ts"
import type { State } from "./internal/machine/state.ts"
import * as state from "./internal/machine/state.ts"
import type { Movement } from "./Ledger.ts"
import type { Finding } from "./Lint.ts"
import * as Options from "./Options.ts"
import type { Card, Choice, Payment, Selector } from "./Payment.ts"
import type { Oddity, Redirect } from "./Redirect.ts"
import type { RegKey } from "./RegKey.ts"

/**
 * A LINE Pay that lives on your machine.
 *
 * {@link Sandbox.layer} is the whole thing in process: it provides an `HttpClient`
 * that answers as LINE Pay does, and the {@link Sandbox} service, which plays
 * everybody else: the customer, the merchant centre, a bad network, time.
 *
 * ```ts
 * const sandbox = yield* Sandbox
 * yield* sandbox.approve(transactionId, { points: 100 })
 * yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
 * // … the client confirms and gets no answer …
 * const movements = yield* sandbox.ledger
 * ```
 *
 * One pure state machine stands behind it, and behind the HTTP server as well.
 * It obeys Effect's `Clock` and never awaits a promise, so that tests run
 * under `TestClock` and the same seed with the same calls gives the same
 * ledger. Requests are checked by code that is not shared with any client.
 *
 * What it answers in which situation, and how sure it is that LINE Pay does
 * the same, stands in `Behaviour`.
 *
 * @since 0.1.0
 * @category tags
 */
export class Sandbox extends Context.Tag("effect-line-pay-sandbox/Sandbox")<Sandbox, Sandbox.Service>() {
  /**
   * A sandbox of its own: nothing is shared between two of them.
   *
   * @since 0.1.0
   */
  static readonly make = (options?: Options.Options): Effect.Effect<Sandbox.Service> => make(options)

  /**
   * The sandbox alone, for a server or for a client that is built by hand.
   *
   * @since 0.1.0
   */
  static readonly layerService = (options?: Options.Options): Layer.Layer<Sandbox> =>
    Layer.effect(Sandbox, make(options))

  /**
   * The sandbox and an `HttpClient` that reaches it, whatever the host of a
   * URL is. Each call makes another sandbox: keep the layer in a constant to
   * share one.
   *
   * @since 0.1.0
   */
  static readonly layer = (options?: Options.Options): Layer.Layer<Sandbox | HttpClient.HttpClient> =>
    Layer.provideMerge(
      Layer.effect(HttpClient.HttpClient, Effect.map(Sandbox, httpClient.make)),
      Sandbox.layerService(options)
    )
}

/**
 * @since 0.1.0
 */
export declare namespace Sandbox {
  /**
   * How the customer pays, and what is odd about the redirect that follows.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Approval extends Choice {
    readonly redirect?: Oddity | undefined
  }

  /**
   * What the staff of a merchant do by hand at LINE Pay's merchant centre,
   * beside the API and unknown to it.
   *
   * @since 0.1.0
   * @category models
   */
  export interface MerchantCentre {
    /** Gives the refund's transaction id. */
    readonly refund: (payment: Selector, amount: number | "full") => Effect.Effect<string, ActRefused>
    readonly void: (payment: Selector) => Effect.Effect<void, ActRefused>
    readonly capture: (payment: Selector, amount: number | "full") => Effect.Effect<void, ActRefused>
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface Faults {
    /**
     * The next call of an operation meets a fault, or the next `times` calls,
     * or those for one order or transaction only. Faults that wait for the same
     * call are met in the order in which they were given.
     */
    readonly next: (
      operation: Operation,
      fault: Fault,
      target?: Omit<Target, "operation">
    ) => Effect.Effect<void>
    /** The same for calls of any operation, unless the target names one. */
    readonly script: (fault: Fault, target?: Target) => Effect.Effect<void>
    /** From now on, random faults; replaces an earlier mix. */
    readonly random: (mix: Mix) => Effect.Effect<void>
    /** No more faults, scripted or random. Late commits still come. */
    readonly clear: Effect.Effect<void>
    /** What is scripted and has not been met. */
    readonly pending: Effect.Effect<ReadonlyArray<Scripted>>
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The credentials, windows and defaults that the sandbox was set up with. */
    readonly settings: Options.Settings
    /** For whoever carries requests: see {@link Exchange}. The request is applied when this returns. */
    readonly handle: (request: ApiRequest) => Effect.Effect<Exchange>
    /** To be called when a client goes away before its exchange is over: for the lint list. */
    readonly disconnected: (exchange: Exchange) => Effect.Effect<void>

    /** The customer authenticates and chooses how to pay: `check` says 0110. Gives the redirect to `confirmUrl`. */
    readonly approve: (payment: Selector, approval?: Approval) => Effect.Effect<Redirect, ActRefused>
    /** The customer cancels, before or after authenticating: 0121. Gives the redirect to `cancelUrl`. */
    readonly decline: (payment: Selector, oddity?: Oddity) => Effect.Effect<Redirect, ActRefused>
    /** The payment's time is over at once: 0121. */
    readonly letExpire: (payment: Selector) => Effect.Effect<void, ActRefused>
    /** The customer withdraws a regKey in LINE's app: 1190. */
    readonly discardRegKey: (regKey: string) => Effect.Effect<void, ActRefused>
    /** The customer pays with another card from now on, or with `"none"`: 1154. */
    readonly changeCard: (regKey: string, card: Partial<Card> | "none") => Effect.Effect<void, ActRefused>

    readonly merchantCentre: MerchantCentre
    readonly faults: Faults

    readonly contract: Effect.Effect<Contract>
    /** A profile, or single switches. */
    readonly setContract: (contract: Profile | Partial<Contract>) => Effect.Effect<void>

    /** Lets time pass for the sandbox alone, on top of the `Clock`. */
    readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
    /** The sandbox's time: milliseconds since the epoch. */
    readonly now: Effect.Effect<number>
    /** Forgets everything, faults and contract changes too, and starts from the seed again. */
    readonly reset: Effect.Effect<void>

    /** Every movement of money up to now, oldest first. */
    readonly ledger: Effect.Effect<ReadonlyArray<Movement>>
    /** Every payment, oldest first. */
    readonly payments: Effect.Effect<ReadonlyArray<Payment>>
    readonly payment: (payment: Selector) => Effect.Effect<Payment, ActRefused>
    readonly regKeys: Effect.Effect<ReadonlyArray<RegKey>>
    /** What the caller does wrong, oldest first. */
    readonly lint: Effect.Effect<ReadonlyArray<Finding>>
  }
}

const make = (options?: Options.Options): Effect.Effect<Sandbox.Service> =>
  Effect.gen(function*() {
    const settings = Options.resolve(options)
    const ref = yield* Ref.make(state.make(settings))

    // Every event first lets happen what has fallen due.
    const event = <A>(f: (state: State, now: number) => readonly [A, State]): Effect.Effect<A> =>
      Effect.flatMap(Clock.currentTimeMillis, (clock) =>
        Ref.modify(ref, (state) => {
          const now = clock + state.ahead
          return f(elapse(state, now), now)
        }))
    const look = <A>(f: (state: State, now: number) => A): Effect.Effect<A> =>
      event((state, now) => [f(state, now), state])
    const change = (f: (state: State, now: number) => State): Effect.Effect<void> =>
      event((state, now) => [undefined, f(state, now)])
    const act = <A>(f: Act<A>): Effect.Effect<A, ActRefused> =>
      Effect.flatten(event((state, now): readonly [Either.Either<A, ActRefused>, State] => {
        const result = f(state, now)
        return Either.isLeft(result)
          ? [Either.left(result.left), state]
          : [Either.right(result.right[0]), result.right[1]]
      }))

    const script = (fault: Fault, { operation, orderId, times = 1, transactionId }: Target = {}) =>
      change((state) =>
        times < 1 ? state : {
          ...state,
          faults: [...state.faults, { fault, operation, orderId, transactionId, remaining: times }]
        }
      )

    return {
      settings,
      handle: (request) => event((state, now) => handle(state, request, now)),
      disconnected: (exchange) => change((state, now) => lint.noteDisconnected(state, exchange, now)),

      approve: (selector, approval = {}) =>
        Effect.map(act(acts.approve(selector, approval)), (payment) => redirect.confirm(payment, approval.redirect)),
      decline: (selector, oddity) =>
        Effect.map(act(acts.decline(selector)), (payment) => redirect.cancel(payment, oddity)),
      letExpire: (selector) => Effect.asVoid(act(acts.letExpire(selector))),
      discardRegKey: (regKey) => act(acts.discardRegKey(regKey)),
      changeCard: (regKey, card) => act(acts.changeCard(regKey, card)),

      merchantCentre: {
        refund: (selector, amount) => act(acts.refund(selector, amount)),
        void: (selector) => act(acts.release(selector)),
        capture: (selector, amount) => act(acts.capture(selector, amount))
      },
      faults: {
        next: (operation, fault, target) => script(fault, { ...target, operation }),
        script,
        random: (mix) => change((state) => ({ ...state, mix })),
        clear: change((state) => ({ ...state, faults: [], mix: undefined })),
        pending: look(({ faults }) => faults)
      },

      contract: look(({ contract }) => contract),
      setContract: (contract) =>
        change((state) => ({
          ...state,
          contract: typeof contract === "string" ? profiles[contract] : { ...state.contract, ...contract }
        })),

      advance: (duration) =>
        change((state, now) => {
          const millis = Duration.toMillis(duration)
          return elapse({ ...state, ahead: state.ahead + millis }, now + millis)
        }),
      now: look((_, now) => now),
      reset: Ref.set(ref, state.make(settings)),

      ledger: look(({ ledger }) => List.toArray(List.reverse(ledger))),
      payments: look(({ payments }) =>
        Array.from(HashMap.values(payments)).toSorted((a, b) =>
          BigInt(a.transactionId) < BigInt(b.transactionId) ? -1 : 1
        )
      ),
      payment: (selector) =>
        act((state) => Either.map(acts.find(state, "payment", selector), (payment) => [payment, state] as const)),
      regKeys: look(({ regKeys }) => Array.from(HashMap.values(regKeys)).toSorted((a, b) => a.createdAt - b.createdAt)),
      lint: look(({ findings }) => findings)
    }
  })
