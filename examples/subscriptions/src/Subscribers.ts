/**
 * Keeps the subscribers, and the notices for them.
 */
import { SqlClient } from "@effect/sql"
import { Chunk, Clock, Data, Effect, Option, Schema, Stream } from "effect"
import { randomBytes } from "node:crypto"
import { SealedRegKey } from "./RegKeyVault.ts"

export const Subscriber = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  /** New Taiwan dollars a month. */
  amount: Schema.Number,
  /**
   * - `Enrolling`: has not given a regKey yet.
   * - `Active`: is charged.
   * - `EnrolAgain`: the regKey is dead or lost, and the subscriber was asked to enrol again.
   * - `Suspended`: could not pay too many times. Enrolling again ends it.
   */
  status: Schema.Literal("Enrolling", "Active", "EnrolAgain", "Suspended"),
  regKey: Schema.NullOr(SealedRegKey)
})

export interface Subscriber extends Schema.Schema.Type<typeof Subscriber> {}

export class NoSuchSubscriber extends Data.TaggedError("NoSuchSubscriber")<{ readonly id: string }> {
  override get message() {
    return `There is no subscriber ${this.id}: "list" shows them all`
  }
}

/** A notice for a customer. Your mailer takes it from the table. */
export interface Notice {
  readonly kind: "PaymentFailed" | "Suspended" | "EnrolAgain"
  readonly orderId: string
  readonly subscriberId: string
  readonly text: string
}

const decode = Schema.decodeUnknown(Schema.Array(Subscriber))

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const columns = sql`id, name, amount, status, reg_key AS ${sql("regKey")}`

  const page = (after: string) =>
    sql`SELECT ${columns} FROM subscribers WHERE id > ${after} ORDER BY id LIMIT 200`.pipe(
      Effect.flatMap(decode),
      Effect.map((page) => [Chunk.unsafeFromArray(page), Option.fromNullable(page.at(-1)?.id)] as const)
    )

  return {
    add: (name: string, amount: number, id: string = randomBytes(5).toString("hex")) =>
      sql`INSERT INTO subscribers ${sql.insert({ id, name, amount, status: "Enrolling" })}`.pipe(
        Effect.as<Subscriber>({ id, name, amount, status: "Enrolling", regKey: null })
      ),

    get: (id: string) =>
      sql`SELECT ${columns} FROM subscribers WHERE id = ${id}`.pipe(
        Effect.flatMap(decode),
        Effect.flatMap(([found]) => found === undefined ? new NoSuchSubscriber({ id }) : Effect.succeed(found))
      ),

    /** Everybody, page by page. */
    all: Stream.paginateChunkEffect("", page),

    /** Some subscribers with a trusted regKey. */
    undoubted: Effect.flatMap(
      sql`SELECT ${columns} FROM subscribers WHERE status = 'Active' AND reg_key IS NOT NULL
        AND id NOT IN (SELECT subscriber_id FROM charges WHERE state = 'KeyDead') ORDER BY id LIMIT 3`,
      decode
    ),

    activate: (id: string, regKey: SealedRegKey) =>
      sql`UPDATE subscribers SET status = 'Active', reg_key = ${regKey} WHERE id = ${id}`,
    suspend: (id: string) => sql`UPDATE subscribers SET status = 'Suspended' WHERE id = ${id}`,
    /** The regKey is dead, or was lost before it was stored. */
    forgetRegKey: (id: string) => sql`UPDATE subscribers SET status = 'EnrolAgain', reg_key = NULL WHERE id = ${id}`,
    reseal: (id: string, from: SealedRegKey, to: SealedRegKey) =>
      sql`UPDATE subscribers SET reg_key = ${to} WHERE id = ${id} AND reg_key = ${from}`,

    notify: ({ kind, orderId, subscriberId, text }: Notice) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const row = { kind, order_id: orderId, subscriber_id: subscriberId, text, written_at: now }
        return sql`INSERT INTO notices ${sql.insert(row)} ON CONFLICT DO NOTHING`
      })
  }
})

export class Subscribers extends Effect.Service<Subscribers>()("subscriptions/Subscribers", { effect: make }) {}
