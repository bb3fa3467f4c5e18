import { assert, describe, it } from "@effect/vitest"
import { Cause, ConfigProvider, Effect, Exit, Layer, Logger, LogLevel, Redacted } from "effect"
import { RegKey } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { inspect } from "node:util"
import { RegKeyVault, SealedRegKey } from "../src/RegKeyVault.ts"
import { sweep } from "../src/sweep.ts"
import { enrolled, file, pumped, run, shopAt } from "./support/shop.ts"

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64")

const vault = (keys: string) =>
  RegKeyVault.Default.pipe(
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["SUBSCRIPTIONS_VAULT_KEYS", keys]]))))
  )

const seal = (keys: string, id: string, text: string) =>
  Effect.flatMap(RegKeyVault, (vault) => vault.seal(id, RegKey.make(text))).pipe(Effect.provide(vault(keys)))

const open = (keys: string, id: string, sealed: SealedRegKey) =>
  Effect.flatMap(RegKeyVault, (vault) => vault.open(id, sealed)).pipe(
    Effect.map(Redacted.value),
    Effect.provide(vault(keys))
  )

const text = "RK2AE3519XTFXHM"

describe("RegKeyVault", () => {
  it.effect("opens what it has sealed, and never seals twice the same", () =>
    Effect.gen(function*() {
      const [first, second] = [yield* seal(`a:${key(1)}`, "mei", text), yield* seal(`a:${key(1)}`, "mei", text)]
      assert.notStrictEqual(first, second)
      for (const sealed of [first, second]) {
        assert.notInclude(sealed, text)
        assert.strictEqual(yield* open(`a:${key(1)}`, "mei", sealed), text)
      }
    }))

  it.effect("opens with any of its keys, and seals with the first", () =>
    Effect.gen(function*() {
      const old = yield* seal(`a:${key(1)}`, "mei", text)
      const both = `b:${key(2)}, a:${key(1)}`
      assert.strictEqual(yield* open(both, "mei", old), text)
      const renewed = yield* seal(both, "mei", text)
      assert.strictEqual(yield* open(`b:${key(2)}`, "mei", renewed), text)
      const error = yield* Effect.flip(open(`b:${key(2)}`, "mei", old))
      assert.strictEqual(error._tag, "RegKeyUnreadable")
      assert.include(error.message, `SUBSCRIPTIONS_VAULT_KEYS has no key "a"`)
    }))

  it.effect("does not open another subscriber's, nor what was altered or sealed with another key of the name", () =>
    Effect.gen(function*() {
      const sealed = yield* seal(`a:${key(1)}`, "mei", text)
      const altered = SealedRegKey.make(sealed.replace(/.$/, (last) => last === "A" ? "Q" : "A"))
      for (
        const [keys, id, what] of [
          [`a:${key(1)}`, "ming", sealed],
          [`a:${key(1)}`, "mei", altered],
          [`a:${key(1)}`, "mei", SealedRegKey.make("a..")],
          [`a:${key(2)}`, "mei", sealed]
        ] as const
      ) {
        const error = yield* Effect.flip(open(keys, id, what))
        assert.include(error.message, `it was not sealed for this subscriber with the key "a"`)
        assert.notInclude(inspect(error), text)
      }
    }))

  it.effect("says what is expected when there is no key", () =>
    Effect.gen(function*() {
      const none = Layer.provide(RegKeyVault.Default, Layer.setConfigProvider(ConfigProvider.fromMap(new Map())))
      const error = yield* Effect.flip(Effect.provide(RegKeyVault, none))
      assert.match(String(error), /SUBSCRIPTIONS_VAULT_KEYS.*openssl rand -base64 32/)
    }))

  for (const keys of ["", "a", `a:${key(1).slice(2)}`, `a:${key(1)},`, `a:${Buffer.alloc(16).toString("base64")}`]) {
    it.effect(`says what is expected instead of "${keys.slice(0, 3)}…", and not what stands there`, () =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(seal(keys, "mei", text))
        assert.isTrue(Exit.isFailure(exit))
        const shown = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
        assert.include(shown, "openssl rand -base64 32")
        if (keys.length > 3) assert.notInclude(shown, keys.slice(2))
      }))
  }
})

describe("regKeys", () => {
  it.scoped("are in no file of the database, and in no log", () =>
    Effect.gen(function*() {
      const database = yield* file
      const logged: Array<string> = []
      const log = Logger.make((entry) => void logged.push(inspect(entry, { depth: 8 }), Cause.pretty(entry.cause)))
      const regKeys = yield* Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* enrolled(5)
        yield* sandbox.faults.next("payPreapproved", Fault.commitThenLose)
        yield* sandbox.faults.next("payPreapproved", Fault.resultCode("1287"))
        yield* sandbox.faults.next("payPreapproved", Fault.badGateway())
        yield* sandbox.faults.next("checkRegKey", Fault.emptyBody(), { times: Infinity })
        yield* run()
        yield* pumped(sweep)
        return yield* sandbox.regKeys
      }).pipe(
        Logger.withMinimumLogLevel(LogLevel.All),
        Effect.provide([shopAt(database), Logger.replace(Logger.defaultLogger, log)])
      )
      assert.isAbove(logged.length, 0)
      const directory = path.dirname(database)
      const files = readdirSync(directory).map((name) => readFileSync(path.join(directory, name)))
      assert.isTrue(files.some((bytes) => bytes.includes("sub-s1-2026-12")))
      for (const { regKey } of regKeys) {
        assert.isFalse(files.some((bytes) => bytes.includes(regKey)))
        assert.notInclude(logged.join("\n"), regKey)
      }
    }))
})
