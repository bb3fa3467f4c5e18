/** Debian's Chromium, or another that `CHROMIUM` names. A test without one fails. */
import { Context, Effect, Layer } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { type BrowserContext, chromium, type Page } from "playwright-core"

/** A browser the size of a phone. */
export class Chromium extends Context.Tag("test/Chromium")<Chromium, BrowserContext>() {
  static readonly layer = Layer.scoped(
    Chromium,
    Effect.acquireRelease(
      Effect.promise(async () => {
        const profile = mkdtempSync(path.join(tmpdir(), "line-pay-sandbox-chromium-"))
        const context = await chromium.launchPersistentContext(profile, {
          executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
          viewport: { width: 390, height: 844 },
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
        return { context, profile }
      }),
      ({ context, profile }) =>
        Effect.promise(async () => {
          await context.close()
          rmSync(profile, { recursive: true, force: true })
        })
    ).pipe(Effect.map(({ context }) => context))
  )
}

/** A page of its own, and what the browser complained of on it: a policy that forbids too much, for instance. */
export const page = Effect.gen(function*() {
  const context = yield* Chromium
  const page = yield* Effect.acquireRelease(
    Effect.promise(() => context.newPage()),
    (page) => Effect.promise(() => page.close())
  )
  const complaints: Array<string> = []
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  return { page, complaints }
})

/** Does something on a page; what goes wrong there is a failed test. */
export const on = <A>(page: Page, act: (page: Page) => Promise<A>): Effect.Effect<A> => Effect.promise(() => act(page))
