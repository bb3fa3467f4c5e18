import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Either, Fiber, Schedule } from "effect"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { Command } from "line-pay-cli"
import { execFile, execFileSync } from "node:child_process"
import { createRequire } from "node:module"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { configured, run, start } from "./support/command.ts"
import * as servers from "./support/servers.ts"

const { channelId } = Options.defaultCredentials

const parsed = (...args: ReadonlyArray<string>) => Either.getOrThrow(Command.parse(args))

describe("the command's arguments", () => {
  it("are a verb and its flags", () => {
    assert.deepStrictEqual(parsed("doctor"), { _tag: "Doctor", timeout: undefined })
    assert.deepStrictEqual(parsed("doctor", "--timeout=1.5"), { _tag: "Doctor", timeout: Duration.millis(1_500) })
    assert.deepStrictEqual(parsed("probe"), {
      _tag: "Probe",
      stories: undefined,
      currency: undefined,
      patience: Duration.minutes(5),
      json: false
    })
    assert.deepStrictEqual(
      parsed("probe", "--no-customer", "--json", "--currency=THB", "--story=waiting", "--story", "request"),
      { _tag: "Probe", stories: ["waiting", "request"], currency: "THB", patience: undefined, json: true }
    )
    assert.deepStrictEqual(parsed("explain", "get", "/v3/payments", "orderId=1", "--nonce=1", "--signature=a="), {
      _tag: "Explain",
      method: "GET",
      path: "/v3/payments",
      payload: "orderId=1",
      nonce: "1",
      signature: "a="
    })
    assert.deepInclude(parsed("explain", "POST", "/v3/payments/request", "-"), { payload: undefined })
    assert.deepInclude(parsed("explain", "POST", "/v3/payments/1/void"), { payload: "" })
  })

  it("are refused in words", () => {
    for (
      const [args, message] of [
        [["cure"], "unknown command 'cure'"],
        [["refnd", "1"], "Did you mean refund?"],
        [["doctor", "now"], "too many arguments"],
        [["doctor", "--timeout=soon"], "--timeout: expected a number of seconds above 0"],
        [["doctor", "--timeout=0"], "--timeout: expected a number of seconds above 0"],
        [["doctor", "--json"], "'--json'"],
        [["probe", "--currency=EUR"], "--currency: expected one of USD, JPY, TWD, THB"],
        [["probe", "--story=waiting", "--story=none"], "--story: expected one of unknownPayment"],
        [["probe", "--production"], "'--production'"],
        [["explain"], "missing required argument 'method'"],
        [["explain", "PUT", "/v3/payments"], "METHOD: expected GET or POST"],
        [["explain", "GET"], "PATH: expected the signed path"],
        [["explain", "1142"], "line-pay-cli code 1142"],
        [["explain", "POST", "/v3/payments/request", "{a:", "1}"], "too many arguments"]
      ] as const
    ) {
      const result = Command.parse(args)
      assert(Either.isLeft(result), args.join(" "))
      assert.include(result.left.message, message)
    }
  })
})

describe("the command", () => {
  it.effect("completes verbs and flags in bash", () =>
    Effect.gen(function*() {
      const { code, out } = yield* run(["completion", "bash"])
      assert.strictEqual(code, 0)
      const ask = (...words: ReadonlyArray<string>) =>
        execFileSync("bash", [
          "-c",
          `${out}\nCOMP_WORDS=(line-pay-cli ${
            words.join(" ")
          }); COMP_CWORD=${words.length}; _line_pay_cli; echo "\${COMPREPLY[@]}"`
        ], { encoding: "utf8" }).trim()
      assert.strictEqual(ask("ref"), "refund")
      assert.strictEqual(ask("refund", "--a"), "--amount")
      assert.include((yield* run(["completion", "fish"])).out, "-a refund -d")
    }))

  it.effect("prints help and version, and what is wrong with its arguments", () =>
    Effect.gen(function*() {
      for (
        const [args, words] of [
          [["--help"], ["doctor", "probe", "reconcile", "LINE_PAY_DATABASE"]],
          [[], ["doctor", "probe", "reconcile", "LINE_PAY_DATABASE"]],
          [["probe", "-h"], ["--no-customer", "partialCapture"]]
        ] as const
      ) {
        const { code, out } = yield* run(args)
        assert.strictEqual(code, 0)
        for (const word of words) assert.include(out, word)
      }
      assert.match((yield* run(["-v"])).out, /^\d+\.\d+\.\d+$/)
      assert.deepStrictEqual(yield* run(["cure"]), {
        code: 2,
        out: "",
        error: "line-pay-cli: unknown command 'cure' (Did you mean code?)\nSee line-pay-cli --help."
      })
    }))

  it.live("doctor: prints what it finds, and ends with 0 or 1", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const healthy = yield* run(["doctor"], configured(url))
      assert.strictEqual(healthy.code, 0)
      assert.match(healthy.out, /✓ signature {6}accepted[^]*\n\nLINE Pay accepts this configuration\.$/)
      const ill = yield* run(["doctor"], { ...configured(url), LINE_PAY_CHANNEL_ID: "1" }, { colors: true })
      assert.strictEqual(ill.code, 1)
      assert.include(ill.out, "\u001b[31m✗\u001b[0m signature")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("probe: names the page to a human, and goes on when it is done", () =>
    Effect.gen(function*() {
      const [{ url }, sandbox] = yield* Effect.all([SandboxServer, Sandbox])
      const { error, fiber, out } = yield* start(["probe", "--story=wrongAmount", "--story=declined"], configured(url))
      const asked = (act: string) =>
        Effect.suspend(() => Effect.fromNullable(new RegExp(`Open this page and ${act}:\n +(\\S+)`).exec(error())?.[1]))
          .pipe(
            Effect.retry(Schedule.spaced("50 millis"))
          )
      const toPay = yield* asked("pay")
      assert.isTrue(toPay.startsWith(`${url}/`))
      yield* sandbox.approve({ reserveId: new URL(toPay).searchParams.get("transactionReserveId") ?? "" })
      const toCancel = yield* asked("cancel the payment there")
      yield* sandbox.decline({ reserveId: new URL(toCancel).searchParams.get("transactionReserveId") ?? "" })
      assert.strictEqual(yield* Fiber.join(fiber), 0)
      assert.match(out(), /= confirmRightAmountAfterWrong +0000\n= checkDeclined/)
      assert.include(out(), "4 facts: 4 the same")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("probe: says that nobody came", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const { code, out } = yield* run(["probe", "--story=declined", "--patience=0.1"], configured(url))
      assert.strictEqual(code, 0)
      assert.include(out, "skipped: nobody came within 100ms")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("probe: prints JSON that holds the report alone, and ends with 1 where answers differ", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const args = ["probe", "--no-customer", "--json", "--story=request"]
      const { code, error, out } = yield* run(args, configured(url))
      assert.strictEqual(code, 1)
      assert.strictEqual(error, "… request")
      const report: unknown = JSON.parse(out)
      assert.deepInclude(report, { linePay: url, apiVersion: "v3" })
    }).pipe(Effect.provide(SandboxServer.layer({ profile: "taiwan" }))))

  it.effect("probe: refuses production, and a configuration that is none", () =>
    Effect.gen(function*() {
      const production = yield* run(["probe", "--no-customer"], configured("production"))
      assert.strictEqual(production.code, 2)
      assert.match(production.error, /^line-pay-cli: LINE_PAY_ENVIRONMENT is LINE Pay's production/)
      const none = yield* run(["probe"])
      assert.strictEqual(none.code, 2)
      assert.include(none.error, "LINE_PAY_CHANNEL_ID")
    }))

  describe("explain", () => {
    const secret = "example-channel-secret-not-real"
    const environment = { LINE_PAY_CHANNEL_ID: channelId, LINE_PAY_CHANNEL_SECRET: secret }
    const nonce = "--nonce=00000000-0000-4000-8000-000000000000"
    const confirm = ["explain", "POST", "/v3/payments/2018082512345678910/confirm", `{"amount":1000,"currency":"TWD"}`]
    const right = "3UQ1PXdWSYdxpvoBH4J9CeJSAutNcOs4tRAc4lkybgs="

    it.effect("shows what is signed, without the secret or the signature", () =>
      Effect.gen(function*() {
        const { code, out } = yield* run([...confirm, nonce], environment)
        assert.strictEqual(code, 0)
        assert.include(out, "secret  <channel secret: 31 characters>")
        assert.include(out, "3UQ1PX… (44 characters)")
        assert.notInclude(out, secret)
        assert.notInclude(out, right)
      }))

    it.effect("reads a body from standard input as it is", () =>
      Effect.gen(function*() {
        const args = [...confirm.slice(0, 3), "-", nonce]
        const body = `{"amount":1000,"currency":"TWD"}`
        const exact = yield* run(args, environment, { stdin: Effect.succeed(body) })
        assert.include(exact.out, "The body has 32 bytes")
        const echoed = yield* run(args, environment, { stdin: Effect.succeed(`${body}\n`) })
        assert.include(echoed.out, "ends with a line break")
        assert.strictEqual(echoed.code, 1)
      }))

    it.effect("says whether another signature is right", () =>
      Effect.gen(function*() {
        const same = yield* run([...confirm, nonce, `--signature=${right}`], environment)
        assert.deepStrictEqual([same.code, same.out.endsWith("is the one of this text.")], [0, true])
        const other = yield* run([...confirm, `--nonce=1`, `--signature=${right}`], environment)
        assert.strictEqual(other.code, 1)
        assert.include(other.out, "is another one")
        assert.notInclude(other.out, right)
      }))

    it.effect("finds what is wrong, and ends with 1", () =>
      Effect.gen(function*() {
        const { code, out } = yield* run(["explain", "GET", "/v3/payments", "?orderId=1"], environment)
        assert.strictEqual(code, 1)
        assert.include(out, "the query was signed with its ?")
      }))

    it.effect("needs the secret", () =>
      Effect.gen(function*() {
        const { code, error } = yield* run(confirm)
        assert.strictEqual(code, 2)
        assert.include(error, "LINE_PAY_CHANNEL_SECRET: expected")
      }))
  })
})

describe("the command as a process", () => {
  const root = path.dirname(createRequire(import.meta.url).resolve("line-pay-cli/package.json"))

  it.scopedLive("trusts an authority of the network's own, and prints no colours to a pipe", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const origin = yield* servers.gateway("self-signed", url)
      const environment = {
        ...process.env,
        ...configured(origin),
        NODE_EXTRA_CA_CERTS: fileURLToPath(servers.certificateFile("self-signed"))
      }
      const { code, out } = yield* Effect.async<{ readonly code: unknown; readonly out: string }>((resume) => {
        // Node 20 does not run TypeScript by itself.
        const args = ["--import", "tsx", "src/bin.ts", "doctor"]
        execFile(
          process.execPath,
          args,
          { cwd: root, env: environment },
          (error, out) => resume(Effect.succeed({ code: error?.code ?? 0, out }))
        )
      })
      assert.include(
        out,
        "✓ tls            the certificate of localhost, Example Shop, issued by localhost, Example Shop"
      )
      assert.include(out, "✓ signature")
      assert.notInclude(out, "\u001b")
      assert.strictEqual(code, 0)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
