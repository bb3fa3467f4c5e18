import { Undici } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { CertificateAuthority, Fault, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { createHmac, X509Certificate } from "node:crypto"
import * as Fs from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"

const directory = Effect.acquireRelease(
  Effect.sync(() => Fs.mkdtempSync(path.join(tmpdir(), "line-pay-ca-"))),
  (directory) => Effect.sync(() => Fs.rmSync(directory, { recursive: true }))
)

/** A client that trusts the authority, and calls LINE Pay's own host through the sandbox. */
const through = (proxy: string, ca?: string, headers: { readonly [name: string]: string } = {}) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Undici.ProxyAgent({ uri: proxy, ...(ca === undefined ? {} : { requestTls: { ca } }) })),
      (agent) => Effect.promise(() => agent.destroy())
    ),
    (dispatcher) => (url: string) =>
      Effect.tryPromise(async () => {
        const { body, statusCode } = await Undici.request(url, { dispatcher, headers })
        return { status: statusCode, text: await body.text() }
      })
  )

/** The headers of a request that LINE Pay accepts. */
const signed = (path: string, payload: string) => {
  const { channelId, channelSecret: secret } = Options.defaultCredentials
  return {
    "Content-Type": "application/json",
    "X-LINE-ChannelId": channelId,
    "X-LINE-Authorization-Nonce": "1",
    "X-LINE-Authorization": createHmac("sha256", secret).update(`${secret}${path}${payload}1`).digest("base64")
  }
}

const serving = Effect.gen(function*() {
  const file = path.join(yield* directory, "ca.pem")
  const identity = yield* CertificateAuthority.identity(file)
  return { file, identity, layer: SandboxServer.layer({ identity }) }
})

describe("the sandbox as an HTTPS proxy", () => {
  it.scopedLive("answers for LINE Pay's hosts, and for no other", () =>
    Effect.gen(function*() {
      const { file, layer } = yield* serving
      yield* Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const get = yield* through(url, Fs.readFileSync(file, "utf8"))
        for (const host of ["sandbox-api-pay.line.me", "api-pay.line.me"]) {
          const { status, text } = yield* get(`https://${host}/v3/payments?orderId=A`)
          assert.strictEqual(status, 200)
          assert.include(text, `"1106"`)
        }
        assert.include(String((yield* Effect.flip(get("https://example.com/"))).error), "403")
        const paths = (yield* Effect.flatMap(Sandbox, ({ requests }) => requests)).map(({ query }) => query)
        assert.deepStrictEqual(paths, ["orderId=A", "orderId=A"])
      }).pipe(Effect.provide(layer))
    }))

  it.scopedLive("is believed by nobody who does not trust the file", () =>
    Effect.gen(function*() {
      const { layer } = yield* serving
      yield* Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const get = yield* through(url)
        yield* Effect.flip(get("https://api-pay.line.me/v3/payments"))
        assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ requests }) => requests), [])
        // It goes on.
        assert.strictEqual((yield* Effect.promise(() => fetch(`${url}/sandbox/time`))).status, 200)
      }).pipe(Effect.provide(layer))
    }))

  it.scopedLive("keeps faults what they are: a reset is a reset", () =>
    Effect.gen(function*() {
      const { file, layer } = yield* serving
      yield* Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const sandbox = yield* Sandbox
        yield* sandbox.faults.next("getPaymentDetails", Fault.resetBefore)
        const get = yield* through(url, Fs.readFileSync(file, "utf8"), signed("/v3/payments", "orderId=A"))
        const { error } = yield* Effect.flip(get("https://api-pay.line.me/v3/payments?orderId=A"))
        assert.match(String(Object(error).code), /ECONNRESET|UND_ERR_SOCKET/)
        assert.deepStrictEqual((yield* sandbox.requests).map(({ ended }) => ended), ["Reset"])
      }).pipe(Effect.provide(layer))
    }))

  it.scopedLive("without a certificate, says what to do", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const get = yield* through(url)
      assert.include(String((yield* Effect.flip(get("https://api-pay.line.me/v3/payments"))).error), "501")
    }).pipe(Effect.provide(SandboxServer.layer())))
})

describe("CertificateAuthority.identity", () => {
  it.scopedLive("keeps the authority over restarts, with a key that only this user reads", () =>
    Effect.gen(function*() {
      const file = path.join(yield* directory, "ca.pem")
      const first = yield* CertificateAuthority.identity(file)
      const authority = Fs.readFileSync(file, "utf8")
      const second = yield* CertificateAuthority.identity(file)
      assert.strictEqual(Fs.readFileSync(file, "utf8"), authority)
      assert.strictEqual(Fs.statSync(`${file}.key`).mode & 0o777, 0o600)
      assert.notStrictEqual(first.key, second.key)
      const ca = new X509Certificate(authority)
      const leaf = new X509Certificate(second.certificate)
      assert.isTrue(ca.ca)
      assert.isTrue(leaf.checkIssued(ca) && leaf.verify(ca.publicKey))
      assert.include(leaf.subjectAltName, "DNS:api-pay.line.me")
    }))

  it.scopedLive("a file that is something else is a typed error, and is left alone", () =>
    Effect.gen(function*() {
      const file = path.join(yield* directory, "notes.txt")
      Fs.writeFileSync(file, "my notes")
      const error = yield* Effect.flip(CertificateAuthority.identity(file))
      assert.include(error.message, "notes.txt")
      assert.strictEqual(Fs.readFileSync(file, "utf8"), "my notes")
      const nowhere = yield* Effect.flip(CertificateAuthority.identity(path.join(file, "ca.pem")))
      assert.strictEqual(nowhere._tag, "AuthorityUnusable")
    }))
})

describe("the pages and the control API", () => {
  const rows: ReadonlyArray<
    readonly [name: string, method: "GET" | "POST", headers: { readonly [name: string]: string }, status: number]
  > = [
    ["this machine's name", "GET", { host: "localhost:1" }, 200],
    ["an address", "GET", { host: "[::1]:1" }, 200],
    ["a name of a site that points here", "GET", { host: "evil.example" }, 403],
    ["an allowed name", "GET", { host: "pay.test:80" }, 200],
    ["the public name", "GET", { host: "public.test" }, 200],
    ["a page of another site", "POST", { origin: "https://evil.example" }, 403],
    ["a page of another site that hides", "POST", { origin: "null" }, 403],
    ["a page of another port", "POST", { host: "localhost:1", origin: "http://localhost:2" }, 403],
    ["its own page", "POST", { host: "localhost:1", origin: "http://localhost:1" }, 200],
    ["its own page behind a proxy", "POST", { host: "localhost:1", origin: "https://public.test" }, 200],
    ["an old browser", "POST", { "sec-fetch-site": "cross-site" }, 403],
    ["a program", "POST", {}, 200]
  ]
  for (const [name, method, headers, status] of rows) {
    it.scopedLive(`${name}: ${status}`, () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const path = method === "GET" ? "/sandbox/time" : "/sandbox/reset"
        const answer = yield* Effect.promise(() => Undici.request(url + path, { method, headers }))
        assert.strictEqual(answer.statusCode, status)
        yield* Effect.promise(() => answer.body.dump())
      }).pipe(
        Effect.provide(SandboxServer.layer({ allowedHosts: ["pay.test"], publicUrl: "https://public.test" }))
      ))
  }

  it.scopedLive("calls a confirmUrl on this machine, and no other that is not allowed", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const sandbox = yield* Sandbox
      const callback = (confirmUrl: string, orderId: string) =>
        Effect.gen(function*() {
          const body = JSON.stringify({
            amount: 100,
            currency: "TWD",
            orderId,
            packages: [{ id: "1", amount: 100, products: [{ name: "Tea", quantity: 1, price: 100 }] }],
            redirectUrls: { confirmUrl, cancelUrl: confirmUrl, confirmUrlType: "SERVER" }
          })
          const headers = signed("/v3/payments/request", body)
          yield* Effect.promise(() => fetch(`${url}/v3/payments/request`, { method: "POST", body, headers }))
          const answer = yield* Effect.promise(() =>
            fetch(`${url}/sandbox/orders/${orderId}/approve`, { method: "POST" }).then((answer) => answer.json())
          )
          return answer
        })
      assert.include(JSON.stringify(yield* callback(`${url}/sandbox/time`, "own")), `"status":200`)
      const foreign = JSON.stringify(yield* callback("http://169.254.169.254/latest", "foreign"))
      assert.include(foreign, "169.254.169.254 is not this machine. Allow it with --allow-host 169.254.169.254")
      assert.strictEqual((yield* sandbox.payments).length, 2)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("time runs ten years ahead at most", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const advance = (by: unknown) =>
        Effect.promise(() => fetch(`${url}/sandbox/time/advance`, { method: "POST", body: JSON.stringify({ by }) }))
      assert.strictEqual((yield* advance("3650d")).status, 200)
      assert.strictEqual((yield* advance(1e300)).status, 400)
      assert.strictEqual((yield* advance("3651d")).status, 400)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("LINE Pay's calls take any host, because the proxy's clients send LINE's", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const { body, statusCode } = yield* Effect.promise(() =>
        Undici.request(`${url}/v3/payments?orderId=A`, { headers: { host: "api-pay.line.me" } })
      )
      assert.strictEqual(statusCode, 200)
      yield* Effect.promise(() => body.dump())
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("a body that nests deep, or is too long, gets an answer", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const post = (path: string, body: string) =>
        Effect.promise(async () => {
          const answer = await Undici.request(url + path, { method: "POST", body })
          return { status: answer.statusCode, text: await answer.body.text() }
        })
      const deep = "[".repeat(2_500) + "]".repeat(2_500)
      assert.strictEqual((yield* post("/sandbox/faults", deep)).status, 400)
      assert.strictEqual((yield* post("/sandbox/faults", "x".repeat(1_100_000))).status, 413)
      assert.strictEqual((yield* post("/v3/payments/request", "x".repeat(1_100_000))).status, 413)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
