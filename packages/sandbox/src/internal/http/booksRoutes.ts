import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import { behaviours } from "../../Behaviour.ts"
import type { Scripted } from "../../Fault.ts"
import type { Sandbox } from "../../Sandbox.ts"
import { environment } from "./environment.ts"
import * as books from "./pages/books.ts"
import { booksScript } from "./pages/booksScript.ts"
import { booksStyle } from "./pages/booksStyle.ts"
import * as respond from "./pages/respond.ts"

/**
 * The page that shows payments, their history and the lint list live.
 *
 * @internal
 */
export const make = (sandbox: Sandbox.Service, url: string) => {
  const live = Effect.gen(function*() {
    return books.renderLive({
      environment: environment(sandbox.settings, url),
      payments: yield* sandbox.payments,
      ledger: yield* sandbox.ledger,
      faults: (yield* sandbox.faults.pending).map(written),
      lint: yield* sandbox.lint
    })
  })
  const get = (path: HttpRouter.PathInput, answer: HttpRouter.Route.Handler<never, never>) =>
    HttpRouter.makeRoute("GET", path, answer)
  return HttpRouter.fromIterable([
    get("/", Effect.succeed(respond.seeOther(books.path))),
    get("/favicon.ico", Effect.succeed(respond.asset("", "image/x-icon"))),
    get(
      books.path,
      Effect.map(
        live,
        (live) =>
          respond.page(books.render(sandbox.settings.merchantName, Object.values(behaviours), live), {
            policy: `style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'none'`
          })
      )
    ),
    get(books.livePath, Effect.map(live, ({ text }) => respond.asset(text, "text/html"))),
    get(books.stylePath, Effect.succeed(respond.asset(booksStyle, "text/css"))),
    get(books.scriptPath, Effect.succeed(respond.asset(booksScript, "text/javascript")))
  ])
}

const written = ({ fault, operation, orderId, remaining, transactionId }: Scripted): string => {
  const { _tag, ...details } = fault
  const target = [operation ?? "any call", orderId, transactionId].filter((part) => part !== undefined).join(", ")
  const text = Object.entries(details).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")
  return `${target}: ${_tag}${text === "" ? "" : ` (${text})`}, ${remaining === Infinity ? "always" : `${remaining} ×`}`
}
