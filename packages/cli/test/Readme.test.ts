import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SandboxServer } from "effect-line-pay-sandbox"
import { Command } from "line-pay-cli"
import { readFileSync } from "node:fs"
import { configured, run } from "./support/command.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** What is another one in each run: port, nonce and the signature that comes of it, time. */
const settled = (text: string, url: string) =>
  text.replaceAll(url, "http://127.0.0.1:8787")
    .replace(/port \d+/g, "port 8787")
    .replace(/[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g, "b6a3e0f0-cc0e-11f1-8f5a-3b1d2c4e5f60")
    .replace(/[\w+/]{6}…/g, "q7Vd0x…")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-28T03:40:00.000Z")

const shows = (args: ReadonlyArray<string>, others: Record<string, string> = {}) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const { out } = yield* run(args, { ...configured(url), ...others })
    const text = settled(out, url)
    assert.isTrue(
      readme.includes(`\`\`\`text\n${text}\n\`\`\``),
      `README.md does not show what ${args.join(" ")} prints:\n${text}`
    )
  })

describe("README.md", () => {
  it("shows the help", () => {
    assert.include(readme, `\`\`\`text\n${Command.help}\n\`\`\``)
  })

  it.live("shows what the doctor prints", () =>
    Effect.gen(function*() {
      yield* shows(["doctor"])
      yield* shows(["doctor"], { LINE_PAY_CHANNEL_SECRET: "fedcba9876543210fedcba9876543210" })
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("shows what a probe prints", () =>
    shows(["probe", "--no-customer", "--story=request", "--story=waiting", "--story=declined"]).pipe(
      Effect.provide(SandboxServer.layer({ profile: "taiwan" }))
    ))

  it.live("shows what explain prints", () =>
    shows(["explain", "GET", "/v3/payments", "?orderId=1002045572", "--nonce=b6a3e0f0-cc0e-11f1-8f5a-3b1d2c4e5f60"])
      .pipe(
        Effect.provide(SandboxServer.layer())
      ))
})
