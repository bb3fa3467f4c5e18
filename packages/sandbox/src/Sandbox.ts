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
import * as Journal from "./Journal.ts"
import type { Movement } from "./Ledger.ts"
import type { Finding } from "./Lint.ts"
import * as Options from "./Options.ts"
import type { Card, Choice, Payment, Selector } from "./Payment.ts"
import type { Oddity, Redirect } from "./Redirect.ts"
import type { RegKey } from "./RegKey.ts"

/**
 * A LINE Pay that lives on your machine.
 *
 * {@link Sandbox.layer} runs it in process. It provides an `HttpClient` that
 * answers like LINE Pay, and the {@link Sandbox} service. With that service you
 * play the customer and the merchant centre, break the network, and let time
 * pass.
 *
 * ```ts
 * const sandbox = yield* Sandbox
 * yield* sandbox.approve(transactionId, { points: 100 })
 * yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
 * // … the client confirms and gets no response …
 * const movements = yield* sandbox.ledger
 * ```
 *
 * One pure state machine answers here and in the HTTP server. It obeys Effect's
 * `Clock` and never awaits a promise, so tests run under `TestClock`. The same
 * seed with the same calls produces the same ledger. The code that checks
 * requests is not shared with any client.
 *
 * `Behaviour` lists its answer to each situation, and how sure it is that LINE
 * Pay does the same.
 *
 * @since 0.1.0
 * @category tags
 */
export class Sandbox extends Context.Tag("effect-line-pay-sandbox/Sandbox")<Sandbox, Sandbox.Service>() {
  /**
   * Makes a sandbox. Two sandboxes share nothing.
   *
   * @since 0.1.0
   */
  static readonly make = (options?: Options.Options): Effect.Effect<Sandbox.Service> => make(options)

  /**
   * Provides the sandbox alone, for a server or for a client that you build by
   * hand.
   *
   * @since 0.1.0
   */
  static readonly layerService = (options?: Options.Options): Layer.Layer<Sandbox> =>
    Layer.effect(Sandbox, make(options))

  /**
   * Provides the sandbox and an `HttpClient` that reaches it under any host.
   * Each call makes another sandbox. Keep the layer in a constant to share one.
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
   * The customer's choice, and deviations of the redirect that follows.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Approval extends Choice {
    readonly redirect?: Oddity | undefined
  }

  /**
   * Acts of the merchant's staff at LINE Pay's merchant centre. They bypass the
   * API.
   *
   * @since 0.1.0
   * @category models
   */
  export interface MerchantCentre {
    /** Returns the refund's transaction id. */
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
     * Injects a fault into the next call of an operation, into the next `times`
     * calls, or only into those for one order or transaction. Pending faults for
     * the same call apply in the order in which you gave them.
     */
    readonly next: (
      operation: Operation,
      fault: Fault,
      target?: Omit<Target, "operation">
    ) => Effect.Effect<void>
    /** Does the same for calls of any operation, unless the target names one. */
    readonly script: (fault: Fault, target?: Target) => Effect.Effect<void>
    /** Injects random faults from now on. Replaces an earlier mix. */
    readonly random: (mix: Mix) => Effect.Effect<void>
    /** Clears all faults, scripted and random. Late commits still happen. */
    readonly clear: Effect.Effect<void>
    /** Lists the scripted faults that are still pending. */
    readonly pending: Effect.Effect<ReadonlyArray<Scripted>>
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The credentials, windows and defaults that the sandbox was set up with. */
    readonly settings: Options.Settings
    /** Handles a request, for a transport; see {@link Exchange}. The request has taken effect when this returns. */
    readonly handle: (request: ApiRequest) => Effect.Effect<Exchange>
    /** Records, for the lint list, that a client disconnected before its exchange was over. */
    readonly disconnected: (exchange: Exchange) => Effect.Effect<void>

    /** Authenticates as the customer, with a way to pay (0110). Returns the redirect to `confirmUrl`. */
    readonly approve: (payment: Selector, approval?: Approval) => Effect.Effect<Redirect, ActRefused>
    /** Cancels as the customer, before or after authentication (0121). Returns the redirect to `cancelUrl`. */
    readonly decline: (payment: Selector, oddity?: Oddity) => Effect.Effect<Redirect, ActRefused>
    /** Lets the payment time out at once (0121). */
    readonly letExpire: (payment: Selector) => Effect.Effect<void, ActRefused>
    /** Withdraws a regKey as the customer, in LINE's app (1190). */
    readonly discardRegKey: (regKey: string) => Effect.Effect<void, ActRefused>
    /** Changes the customer's card from now on. `"none"` removes it (1154). */
    readonly changeCard: (regKey: string, card: Partial<Card> | "none") => Effect.Effect<void, ActRefused>

    readonly merchantCentre: MerchantCentre
    readonly faults: Faults

    readonly contract: Effect.Effect<Contract>
    /** Changes the profile, or single switches. */
    readonly setContract: (contract: Profile | Partial<Contract>) => Effect.Effect<void>

    /** Lets time pass for the sandbox alone, on top of the `Clock`. */
    readonly advance: (duration: Duration.DurationInput) => Effect.Effect<void>
    /** Returns the sandbox's time, in milliseconds since the epoch. */
    readonly now: Effect.Effect<number>
    /** Forgets everything, faults and contract changes too, and restarts from the seed. */
    readonly reset: Effect.Effect<void>

    /** Lists every movement of money up to now, oldest first. */
    readonly ledger: Effect.Effect<ReadonlyArray<Movement>>
    /** Lists every payment, oldest first. */
    readonly payments: Effect.Effect<ReadonlyArray<Payment>>
    readonly payment: (payment: Selector) => Effect.Effect<Payment, ActRefused>
    readonly regKeys: Effect.Effect<ReadonlyArray<RegKey>>
    /** Lists the last requests with their answers, oldest first; at least {@link Journal.minimumEntries}. */
    readonly requests: Effect.Effect<ReadonlyArray<Journal.Entry>>
    /** Returns the request of an exchange, while it is one of {@link requests}. */
    readonly request: (exchange: Exchange) => Effect.Effect<Journal.Entry | undefined>
    /** Lists the caller's mistakes, oldest first. */
    readonly lint: Effect.Effect<ReadonlyArray<Finding>>
  }
}

const make = (options?: Options.Options): Effect.Effect<Sandbox.Service> =>
  Effect.gen(function*() {
    const settings = Options.resolve(options)
    const ref = yield* Ref.make(state.make(settings))
    // No part of the state: nothing that the sandbox decides depends on it.
    const journal: Array<Journal.Recorded> = []

    // Every event first applies the events that have fallen due.
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
      handle: (request) =>
        event((state, now) => {
          const [exchange, next] = handle(state, request, now)
          journal.push({ request, exchange, findings: lint.since(state, next) })
          if (journal.length > 2 * Journal.minimumEntries) journal.splice(0, Journal.minimumEntries)
          return [exchange, next]
        }),
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
      reset: Effect.suspend(() => {
        journal.length = 0
        return Ref.set(ref, state.make(settings))
      }),

      ledger: look(({ ledger }) => List.toArray(List.reverse(ledger))),
      payments: look(({ payments }) =>
        Array.from(HashMap.values(payments)).toSorted((a, b) =>
          BigInt(a.transactionId) < BigInt(b.transactionId) ? -1 : 1
        )
      ),
      payment: (selector) =>
        act((state) => Either.map(acts.find(state, "payment", selector), (payment) => [payment, state] as const)),
      regKeys: look(({ regKeys }) => Array.from(HashMap.values(regKeys)).toSorted((a, b) => a.createdAt - b.createdAt)),
      requests: Effect.sync(() => journal.map(Journal.entry)),
      request: (exchange) =>
        Effect.sync(() => {
          const recorded = journal.findLast((recorded) => recorded.exchange === exchange)
          return recorded === undefined ? undefined : Journal.entry(recorded)
        }),
      lint: look(({ findings }) => findings)
    }
  })
