import { Effect } from "effect"
import { Mutation, Simulation } from "line-pay-simulation"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const minutes = 60_000

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

interface Ended {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** `npm run simulate -- …`, in a process of its own. */
const simulate = (...args: ReadonlyArray<string>): Promise<Ended> =>
  Effect.runPromise(Effect.async<Ended>((resume) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", main, "--workers", "1", ...args],
      (error, stdout, stderr) => resume(Effect.succeed({ status: error?.code ?? 0, stdout, stderr }))
    )
    return Effect.sync(() => child.kill())
  }))

describe("npm run simulate", () => {
  it("ends with 1 and the command that replays the violation", async () => {
    const mutation = "conclude from absence before the quiet time"
    const args = ["--payments", "160", "--seed", "3", "--faults", "0.3", "--break", mutation]
    const { status, stderr } = await simulate(...args)
    assert.strictEqual(status, 1)
    const [, payments, seed, faults, name = ""] =
      /^Again: npm run simulate -- --payments (\d+) --seed (\d+) --faults (\S+) --break "(.+)"$/m.exec(stderr) ??
        assert.fail(stderr)
    const { violations } = Simulation.world(Number(seed), {
      ordersPerWorld: Number(payments),
      faults: Number(faults),
      mutation: Mutation.find(name)
    })
    assert.isNotEmpty(violations)
    for (const { about, seed, what } of violations) assert.include(stderr, `\nSeed ${seed}: ${about}: ${what}\n`)
  }, 5 * minutes)

  it("passes when it finds what docs/settlement.md says cannot be known, and counts it", async () => {
    const { status, stdout } = await simulate("--payments", "20", "--seed", "29", "--faults", "0.15")
    assert.strictEqual(status, 0)
    assert.match(stdout, /^1 refunds by staff that were taken for ours/m)
    assert.match(stdout, /nothing wrong$/m)
  }, 5 * minutes)
})
