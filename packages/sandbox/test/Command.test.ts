import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, Exit, Fiber, Redacted } from "effect"
import { Command, Fault } from "effect-line-pay-sandbox"
import * as wire from "./support/wire.ts"

const serve = (args: ReadonlyArray<string>, environment: Command.Environment = {}) => {
  const invocation = Either.getOrThrow(Command.parse(args, environment))
  assert(invocation._tag === "Serve")
  return invocation
}

const refusal = (args: ReadonlyArray<string>, environment: Command.Environment = {}) => {
  const parsed = Command.parse(args, environment)
  assert(Either.isLeft(parsed), `${args.join(" ")} was taken`)
  return parsed.left.message
}

/** Runs the command in this process; gives what it prints and its exit code. */
const run = (args: ReadonlyArray<string>, environment: Command.Environment = {}) =>
  Effect.gen(function*() {
    const console = yield* Effect.console
    const lines: Array<string> = []
    const write = (line: unknown) => Effect.sync(() => void lines.push(String(line)))
    const fiber = yield* Effect.fork(
      Effect.withConsole(Command.run(args, environment), { ...console, log: write, error: write })
    )
    yield* wire.until(Effect.sync(() => lines.length > 0 || fiber.unsafePoll() !== null), (done) => done)
    return { fiber, text: lines.join("\n") }
  })

describe("the command's arguments", () => {
  it("has defaults, and nothing is needed", () => {
    const { faults, mix, options } = serve([])
    assert.deepInclude(options, { port: 8787, host: undefined, control: true, channelId: undefined })
    assert.deepStrictEqual([faults, mix], [[], undefined])
  })

  it("takes every setting as a flag", () => {
    const { options } = serve([
      "--port=0",
      "--host=::1",
      "--public-url=https://pay.test/",
      "--channel-id=1",
      "--channel-secret=hush",
      "--merchant-name=午後",
      "--profile=taiwan",
      "--seed=17",
      "--reg-keys",
      "any",
      "--allow-host=pay.test",
      "--allow-host=shop.test",
      "--no-control"
    ])
    const { channelSecret, ...others } = options
    assert.deepStrictEqual(others, {
      port: 0,
      host: "::1",
      publicUrl: "https://pay.test",
      channelId: "1",
      merchantName: "午後",
      regKeys: "any",
      profile: "taiwan",
      seed: 17,
      allowedHosts: ["pay.test", "shop.test"],
      control: false
    })
    assert(Redacted.isRedacted(channelSecret))
    assert.strictEqual(Redacted.value(channelSecret), "hush")
  })

  it("takes a setting from the environment where there is no flag", () => {
    const environment = {
      LINE_PAY_SANDBOX_PORT: "9001",
      LINE_PAY_SANDBOX_SEED: "a word",
      LINE_PAY_CHANNEL_ID: "2",
      LINE_PAY_SANDBOX_HOST: ""
    }
    assert.deepInclude(serve([], environment).options, { port: 9001, seed: "a word", channelId: "2", host: undefined })
    assert.deepInclude(serve(["--port", "1", "--channel-id", "1"], environment).options, { port: 1, channelId: "1" })
  })

  it("takes faults, several and random ones", () => {
    const { faults, mix } = serve([
      "--fault=confirmPayment=commitThenLose*2",
      "--fault",
      "resultCode:1142",
      "--fault=requestPayment=delay:1.5s*always",
      "--random-faults=.25"
    ])
    assert.deepStrictEqual(faults, [
      { fault: Fault.commitThenLose, target: { operation: "confirmPayment", times: 2 } },
      { fault: Fault.resultCode("1142"), target: { operation: undefined, times: 1 } },
      { fault: Fault.delay("1500 millis"), target: { operation: "requestPayment", times: Infinity } }
    ])
    assert.deepStrictEqual(mix, { probability: 0.25, faults: Command.randomFaults })
    assert.isUndefined(serve(["--random-faults=0"]).mix)
  })

  it("says which flag or variable is wrong, and what was expected", () => {
    for (
      const [args, message] of [
        [["--port=65536"], "--port: expected a whole number from 0 to 65535"],
        [["--port=abc"], "--port: expected"],
        [["--port="], "--port: expected"],
        [["--channel-secret="], "--channel-secret: expected a channel secret"],
        [["--public-url=pay.test"], "--public-url: expected a URL"],
        [["--profile=japan"], "--profile: expected one of full, taiwan"],
        [["--random-faults=1.5"], "--random-faults: expected a number from 0 to 1"],
        [["--fault=nothing"], `--fault: Unknown fault "nothing": expected one of delay, hang`],
        [["--fault=pay=hang"], `--fault: Unknown operation "pay": expected one of requestPayment`],
        [["--fault=hang*0"], "--fault: Expected a number of calls or always after *"],
        [["--fault=delay:soon"], "--fault: Unknown fault \"delay:soon\": expected delay:TIME, with a time such as"],
        [["--prot=1"], "'--prot'"],
        [["--port"], "--port"],
        [["--no-control=1"], "--no-control"],
        [["8787"], "8787"]
      ] as const
    ) {
      assert.include(refusal(args), message)
    }
    assert.include(refusal([], { LINE_PAY_SANDBOX_PORT: "http" }), "LINE_PAY_SANDBOX_PORT: expected")
  })
})

describe("the command in this process", () => {
  it.effect("prints help and version, and what is wrong", () =>
    Effect.gen(function*() {
      const help = yield* run(["--help"])
      assert.strictEqual(yield* Fiber.join(help.fiber), 0)
      for (const word of ["--channel-secret", "LINE_PAY_SANDBOX_PORT", "commitThenLose", "--no-control"]) {
        assert.include(help.text, word)
      }
      const version = yield* run(["-v"])
      assert.match(version.text, /^\d+\.\d+\.\d+$/)
      const wrong = yield* run(["--port=x"])
      assert.strictEqual(yield* Fiber.join(wrong.fiber), 2)
      assert.strictEqual(
        wrong.text,
        "line-pay-sandbox: --port: expected a whole number from 0 to 65535\nSee line-pay-sandbox --help."
      )
    }))

  it.effect("keeps a chosen secret to itself, and warns of a host that others reach", () =>
    Effect.gen(function*() {
      const own = yield* run(["--port=0"])
      assert.include(own.text, "LINE_PAY_CHANNEL_SECRET=0123456789abcdef0123456789abcdef")
      assert.include(own.text, "Payments and their history: http://127.0.0.1:")
      assert.notInclude(own.text, "Careful")
      const chosen = yield* run(["--port=0", "--host=0.0.0.0", "--no-control"], { LINE_PAY_CHANNEL_SECRET: "hush" })
      assert.notInclude(chosen.text, "hush")
      assert.notInclude(chosen.text, "Payments and their history")
      assert.include(chosen.text, "Careful: anybody who can reach 0.0.0.0 can")
      yield* Fiber.interruptAll([own.fiber, chosen.fiber])
    }))

  it.effect("says that its port is taken", () =>
    Effect.gen(function*() {
      const first = yield* run(["--port=0"])
      const url = /ready: (\S+)/.exec(first.text)?.[1] ?? ""
      const second = yield* run([`--port=${new URL(url).port}`])
      assert.strictEqual(yield* Fiber.join(second.fiber), 1)
      assert.strictEqual(
        second.text,
        `line-pay-sandbox: ${url.slice("http://".length)} is taken: ` +
          "stop the other server, or choose another port (0 is any free one)"
      )
      yield* Fiber.interrupt(first.fiber)
    }))

  it.effect("meets the faults that it was started with", () =>
    Effect.gen(function*() {
      const { fiber, text } = yield* run(["--port=0", "--fault=requestPayment=resultCode:9000"])
      const url = /ready: (\S+)/.exec(text)?.[1] ?? ""
      const answer = yield* wire.call(url, { method: "POST", target: "/v3/payments/request", body: "{}" })
      assert.include(answer.body, `"returnCode":"9000"`)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
    }))
})
