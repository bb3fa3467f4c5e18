/** Debian's Chromium, or another that `CHROMIUM` names. A test without one fails. */
import { Context, Effect, Layer } from "effect"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"

export class Chromium extends Context.Tag("test/Chromium")<Chromium, Browser>() {
  static readonly layer = Layer.scoped(
    Chromium,
    Effect.acquireRelease(
      Effect.promise(() =>
        chromium.launch({
          executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
          // No sandbox: CI runs as root. The others keep it from calling home.
          args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync"
          ]
        })
      ),
      (browser) => Effect.promise(() => browser.close())
    )
  )
}

/** A browser of its own, with the screen of a phone: nothing is shared with another, not even a cookie. */
export const browser = (options?: BrowserContextOptions) =>
  Effect.gen(function*() {
    const chromium = yield* Chromium
    const context = yield* Effect.acquireRelease(
      Effect.promise(() => chromium.newContext({ viewport: { width: 390, height: 844 }, locale: "en-US", ...options })),
      (context) => Effect.promise(() => context.close())
    )
    // Nobody waits for it but a page that does not come.
    context.setDefaultTimeout(100_000)
    // What the browser complained of: a policy that forbids too much, for instance.
    const complaints: Array<string> = []
    context.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
    context.on("weberror", (error) => complaints.push(String(error.error())))
    return { context, tab: yield* Effect.promise(() => context.newPage()), complaints }
  })

/** Does something on a page; what goes wrong there is a failed test. */
export const on = <A>(page: Page, act: (page: Page) => Promise<A>): Effect.Effect<A> => Effect.promise(() => act(page))
