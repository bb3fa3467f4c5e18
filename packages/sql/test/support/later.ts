import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A client to whom the database's clock says a later time. */
export const later = (millis: number): Layer.Layer<SqlClient.SqlClient, never, SqlClient.SqlClient> =>
  Layer.effect(SqlClient.SqlClient, Effect.map(SqlClient.SqlClient, (sql) => shifted(sql, millis)))

const shifted = (sql: SqlClient.SqlClient, millis: number): SqlClient.SqlClient =>
  new Proxy(sql, {
    apply: (target, self, [strings, ...values]: ReadonlyArray<unknown>) => {
      if (!Array.isArray(strings) || !("raw" in strings)) return Reflect.apply(target, self, [strings, ...values])
      const texts = strings.map((text: string) =>
        text
          .replaceAll("julianday('now')", `(julianday('now') + ${millis / 86_400_000})`)
          .replaceAll("statement_timestamp()", `(statement_timestamp() + interval '${millis} milliseconds')`)
      )
      return Reflect.apply(target, self, [Object.assign(texts, { raw: texts }), ...values])
    },
    get: (target, name) =>
      name === "withoutTransforms" ? () => shifted(target.withoutTransforms(), millis) : Reflect.get(target, name)
  })
