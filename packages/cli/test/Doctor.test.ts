import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { Doctor, type Environment } from "line-pay-cli"
import * as command from "./support/command.ts"
import * as servers from "./support/servers.ts"

const { channelSecret } = Options.defaultCredentials

const configured = (origin: string, others: Environment.Environment = {}): Environment.Environment => ({
  ...command.configured(origin),
  ...others
})

const examine = (environment: Environment.Environment) => Doctor.examine({ environment })

/** Steps and what was found in each, in one letter. */
const steps = (diagnoses: ReadonlyArray<Doctor.Diagnosis>) => diagnoses.map(({ status, step }) => `${step} ${status}`)

/** The last diagnosis has to be this one, and wrong, and to say how it is mended. */
const endsWrong = (diagnoses: ReadonlyArray<Doctor.Diagnosis>, step: Doctor.Step, message: RegExp, mend: RegExp) => {
  const last = diagnoses.at(-1)
  assert.deepStrictEqual([last?.step, last?.status], [step, "Wrong"], JSON.stringify(diagnoses, undefined, 1))
  assert.match(last?.message ?? "", message)
  assert.match(last?.mend ?? "", mend)
  assert.isFalse(Doctor.isHealthy(diagnoses))
}

const sandbox = SandboxServer.layer()

describe("Doctor", () => {
  it.live("finds nothing wrong with a configuration that LINE Pay takes", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const diagnoses = yield* examine(configured(url))
      assert.deepStrictEqual(steps(diagnoses), [
        "configuration Ok",
        "proxy Ok",
        "dns Ok",
        "tcp Ok",
        "answer Ok",
        "clock Ok",
        "signature Ok"
      ])
      assert.isTrue(Doctor.isHealthy(diagnoses))
      assert.include(diagnoses[0]?.message, "a secret of 32 characters")
      assert.include(diagnoses.at(-1)?.message, "1159")
      const { lint, payments } = yield* Sandbox
      assert.isEmpty(yield* payments)
      assert.isEmpty(yield* lint)
    }).pipe(Effect.provide(sandbox)))

  it.live("tells each diagnosis as it is made", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const told: Array<Doctor.Diagnosis> = []
      const diagnoses = yield* Doctor.examine({
        environment: configured(url),
        onDiagnosis: (diagnosis) => Effect.sync(() => void told.push(diagnosis))
      })
      assert.deepStrictEqual(told, diagnoses)
    }).pipe(Effect.provide(sandbox)))

  describe("configuration", () => {
    const configuration = (environment: Environment.Environment) =>
      Effect.map(
        examine(environment),
        (diagnoses) =>
          diagnoses.filter(({ step }) => step === "configuration").map(({ message, status }) => `${status}: ${message}`)
      )

    it.effect("names every variable that is missing", () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(steps(yield* examine({})), Array.from({ length: 3 }, () => "configuration Wrong"))
        assert.deepStrictEqual(yield* configuration({}), [
          "Wrong: LINE_PAY_CHANNEL_ID is not set",
          "Wrong: LINE_PAY_ENVIRONMENT is not set",
          "Wrong: LINE_PAY_CHANNEL_SECRET is not set"
        ])
      }))

    it.effect("names a variable that looks as if it was meant, and none of the sandbox's", () =>
      Effect.gen(function*() {
        const found = yield* configuration({ LINE_CHANNEL_SECRET: channelSecret, LINE_PAY_SANDBOX_PORT: "1" })
        assert.deepStrictEqual(found.slice(3), ["Warning: LINE_CHANNEL_SECRET is set, but nothing reads it"])
        assert.notInclude(found.join(), channelSecret)
      }))

    it.effect("names what cannot be an environment, or a version, or half a device", () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* configuration(configured("http://pay.example")), [
          "Wrong: LINE_PAY_ENVIRONMENT is invalid"
        ])
        const others = { LINE_PAY_API_VERSION: "v2", LINE_PAY_ENVIRONMENT: "live" }
        const [version, ...rest] = yield* configuration(configured("", others))
        assert.strictEqual(version, "Wrong: LINE_PAY_ENVIRONMENT is invalid")
        assert.deepStrictEqual(rest, ["Wrong: LINE_PAY_API_VERSION is invalid"])
        const device = yield* configuration(configured("http://127.0.0.1:1", { LINE_PAY_DEVICE_TYPE: "POS" }))
        assert.deepStrictEqual(device, ["Wrong: LINE_PAY_DEVICE_PROFILE_ID is not set"])
      }))

    for (
      const [what, others, expected] of [
        ["a secret with a line break", { LINE_PAY_CHANNEL_SECRET: `${channelSecret}\n` }, /SECRET: .*line break/],
        ["a secret in quotes", { LINE_PAY_CHANNEL_SECRET: `"${channelSecret}"` }, /SECRET: .*quotes/],
        ["an empty secret", { LINE_PAY_CHANNEL_SECRET: "" }, /SECRET: .*empty/],
        ["a channel id with a blank", { LINE_PAY_CHANNEL_ID: "1234567890 " }, /ID: .*white space/],
        ["id and secret exchanged", { LINE_PAY_CHANNEL_ID: channelSecret }, /ID: .*swapped/]
      ] as const
    ) {
      it.live(`finds ${what}`, () =>
        Effect.gen(function*() {
          const port = yield* servers.closedPort
          const [found, ...rest] = yield* configuration(configured(`http://127.0.0.1:${port}`, others))
          assert.match(found ?? "", /^Wrong: LINE_PAY_CHANNEL_/)
          assert.match(found ?? "", expected)
          assert.isEmpty(rest)
        }))
    }

    it.live("warns of what is unusual, and goes on", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const diagnoses = yield* examine(configured(url, { LINE_PAY_CHANNEL_SECRET: "hush hush" }))
        assert.deepStrictEqual(steps(diagnoses).slice(0, 2), ["configuration Ok", "configuration Warning"])
        assert.include(diagnoses[1]?.message, "32 hexadecimal digits")
        assert.strictEqual(diagnoses.at(-1)?.status, "Ok")
      }).pipe(Effect.provide(SandboxServer.layer({ channelSecret: "hush hush" }))))
  })

  describe("proxy", () => {
    const proxy = (others: Environment.Environment) =>
      Effect.gen(function*() {
        const port = yield* servers.closedPort
        const diagnoses = yield* examine(configured(`http://127.0.0.1:${port}`, others))
        return diagnoses.find(({ step }) => step === "proxy")
      })

    it.live("warns that the client does not use one, without showing its password", () =>
      Effect.gen(function*() {
        for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]) {
          const diagnosis = yield* proxy({ [name]: "http://user:hidden@proxy.example:3128" })
          assert.deepStrictEqual([diagnosis?.status, diagnosis?.message.startsWith(`${name} is set`)], [
            "Warning",
            true
          ])
          assert.include(diagnosis?.mend, "EnvHttpProxyAgent")
          assert.notInclude(JSON.stringify(diagnosis), "hidden")
        }
      }))

    it.live("knows the exceptions", () =>
      Effect.gen(function*() {
        for (const exceptions of ["*", "localhost,127.0.0.1", ".0.0.1"]) {
          const diagnosis = yield* proxy({ HTTP_PROXY: "http://proxy.example", NO_PROXY: exceptions })
          assert.deepStrictEqual([diagnosis?.status, diagnosis?.message.includes("NO_PROXY")], ["Ok", true], exceptions)
        }
        assert.strictEqual((yield* proxy({ HTTP_PROXY: "http://proxy.example", NO_PROXY: "other" }))?.status, "Warning")
        assert.strictEqual((yield* proxy({ HTTPS_PROXY: "http://proxy.example" }))?.status, "Ok")
      }))
  })

  describe("network", () => {
    it.live("says that a host does not resolve", () =>
      Effect.gen(function*() {
        const diagnoses = yield* examine(configured("https://line-pay.invalid"))
        endsWrong(diagnoses, "dns", /line-pay\.invalid does not resolve/, /name server/)
      }))

    it.live("says that nothing listens", () =>
      Effect.gen(function*() {
        const port = yield* servers.closedPort
        const diagnoses = yield* examine(configured(`http://127.0.0.1:${port}`))
        endsWrong(diagnoses, "tcp", /ECONNREFUSED/, /line-pay-sandbox, check that it is running/)
      }))

    for (
      const [name, message, mend] of [
        [
          "self-signed",
          /localhost, Example Shop.* is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
          /NODE_EXTRA_CA_CERTS/
        ],
        [
          "inspected",
          /issued by Example Corp TLS Inspection, Example Corp, is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)/,
          /a proxy intercepts TLS/
        ],
        ["other-name", /portal\.example.* is not for localhost/, /captive portal/],
        ["expired", /expired on 2021-01-01/, /clock of this machine first/],
        ["future", /not valid before 2099-01-01/, /clock of this machine is probably wrong/]
      ] as const
    ) {
      it.scopedLive(`shows who issued a certificate: ${name}`, () =>
        Effect.gen(function*() {
          const origin = yield* servers.gateway(name)
          endsWrong(yield* examine(configured(origin)), "tls", message, mend)
        }))
    }

    it.scopedLive("says that a port speaks no TLS", () =>
      Effect.gen(function*() {
        const origin = yield* servers.answering("{}")
        const diagnoses = yield* examine(configured(origin.replace("http:", "https:")))
        endsWrong(diagnoses, "tls", /does not speak TLS/, /plain HTTP/)
      }))

    it.scopedLive("says that a handshake was cut off", () =>
      Effect.gen(function*() {
        const port = yield* servers.raw((socket) => socket.once("data", () => socket.destroy()))
        endsWrong(yield* examine(configured(`https://127.0.0.1:${port}`)), "tls", /cut off \(ECONNRESET\)/, /firewall/)
      }))

    it.scopedLive("says that a handshake is not answered", () =>
      Effect.gen(function*() {
        const port = yield* servers.raw(() => {})
        const diagnoses = yield* Doctor.examine({
          environment: configured(`https://127.0.0.1:${port}`),
          timeout: "1 second"
        })
        endsWrong(diagnoses, "tls", /cut off \(ETIMEDOUT\)/, /firewall/)
      }))
  })

  describe("answer", () => {
    it.scopedLive("says that none came in time", () =>
      Effect.gen(function*() {
        const origin = yield* servers.http(() => {})
        const diagnoses = yield* Doctor.examine({ environment: configured(origin), timeout: "1 second" })
        endsWrong(diagnoses, "answer", /no answer within 1s/, /LINE Pay has a problem/)
      }))

    it.scopedLive("says that the connection was closed", () =>
      Effect.gen(function*() {
        const origin = yield* servers.http((request) => request.socket.destroy())
        endsWrong(yield* examine(configured(origin)), "answer", /closed before a response/, /firewall/)
      }))

    it.scopedLive("says that a page came, and from whom", () =>
      Effect.gen(function*() {
        const origin = yield* servers.answering("<html>Log in to the hotel's network</html>", {
          headers: { "Content-Type": "text/html", Server: "portal/1.0", Date: "" }
        })
        endsWrong(
          yield* examine(configured(origin)),
          "answer",
          /HTTP 200 with an HTML page; it calls itself portal\/1\.0/,
          /captive portal/
        )
      }))

    it.scopedLive("says that a gateway has trouble", () =>
      Effect.gen(function*() {
        const origin = yield* servers.answering("", { status: 502, headers: { Date: "" } })
        endsWrong(yield* examine(configured(origin)), "answer", /HTTP 502 with nothing/, /gateway/)
      }))

    it.scopedLive("says that something else speaks JSON there", () =>
      Effect.gen(function*() {
        const origin = yield* servers.answering(`{"error":"not found"}`, { status: 404, headers: { Date: "" } })
        endsWrong(
          yield* examine(configured(origin)),
          "answer",
          /HTTP 404 with a body that is not in LINE Pay's format/,
          /a wrong server in LINE_PAY_ENVIRONMENT/
        )
      }))

    it.scopedLive("says where a redirect leads, without its query", () =>
      Effect.gen(function*() {
        const origin = yield* servers.answering("", {
          status: 302,
          headers: { Location: "https://login.example/?token=hidden", Date: "" }
        })
        const diagnoses = yield* examine(configured(origin))
        endsWrong(diagnoses, "answer", /HTTP 302: .* to https:\/\/login\.example$/, /did not follow the redirect/)
        assert.notInclude(JSON.stringify(diagnoses), "hidden")
      }))
  })

  describe("clock", () => {
    const clock = (ahead: number) =>
      Effect.scoped(Effect.gen(function*() {
        const origin = yield* servers.answering(`{"returnCode":"1159","returnMessage":"-"}`, {
          headers: { Date: new Date(Date.now() - ahead).toUTCString() }
        })
        return (yield* examine(configured(origin))).find(({ step }) => step === "clock")
      }))

    it.live("compares with the server's", () =>
      Effect.gen(function*() {
        assert.deepInclude(yield* clock(0), { status: "Ok" })
        const ahead = yield* clock(120_000)
        assert.match(ahead?.message ?? "", /clock is (2m|2m 1s|1m 59s) ahead/)
        assert.strictEqual(ahead?.status, "Warning")
        const behind = yield* clock(-3_600_000)
        assert.match(behind?.message ?? "", /behind the server's/)
        assert.deepInclude(behind, { status: "Wrong" })
        assert.include(behind?.mend, "NTP")
      }))
  })

  describe("signature", () => {
    it.live("tells a wrong secret from an unknown channel, and explains what was signed", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const secret = "f".repeat(32)
        const wrongSecret = yield* examine(configured(url, { LINE_PAY_CHANNEL_SECRET: secret }))
        endsWrong(wrongSecret, "signature", /^1106: LINE Pay knows channel 1234567890/, /copy it again/)
        const detail = wrongSecret.at(-1)?.detail ?? ""
        assert.include(detail, "path    /v3/payments/requests/1000000000000000001/check")
        assert.match(detail, /X-LINE-Authorization: .{6}… \(44 characters\)/)
        assert.notInclude(JSON.stringify(wrongSecret), secret)

        const unknown = yield* examine(configured(url, { LINE_PAY_CHANNEL_ID: "1234567891" }))
        endsWrong(unknown, "signature", /^1104: LINE Pay knows no channel 1234567891/, /merchant centre/)
      }).pipe(Effect.provide(sandbox)))

    it.scopedLive("tells that the address is not allowed", () =>
      Effect.gen(function*() {
        const message = "Header information error. Ip address [203.0.113.7] is not allowed to access this API"
        const origin = yield* servers.answering(JSON.stringify({ returnCode: "1106", returnMessage: message }))
        endsWrong(
          yield* examine(configured(origin)),
          "signature",
          /does not allow calls from 203\.0\.113\.7/,
          /allowed/
        )
      }))

    it.scopedLive("tells a header that got lost, and a channel id that is none", () =>
      Effect.gen(function*() {
        const answering = (returnMessage: string) =>
          Effect.flatMap(
            servers.answering(JSON.stringify({ returnCode: "1106", returnMessage })),
            (origin) => examine(configured(origin))
          )
        const header = yield* answering("ommited required header.")
        endsWrong(header, "signature", /a required header did not arrive/, /proxy/)
        const channel = yield* answering("X-LINE-ChannelId data is invalid")
        endsWrong(channel, "signature", /rejects the channel id 1234567890/, /LINE_PAY_CHANNEL_ID/)
      }))

    it.live("tells a merchant that is suspended, and a LINE Pay in trouble", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const { faults } = yield* Sandbox
        yield* faults.next("checkPaymentStatus", Fault.resultCode("1105"))
        endsWrong(yield* examine(configured(url)), "signature", /^1105/, /merchant support/)
        for (const code of ["9000", "1900"] as const) {
          yield* faults.next("checkPaymentStatus", Fault.resultCode(code))
          const last = (yield* examine(configured(url))).at(-1)
          assert.strictEqual(last?.status, "Warning")
          assert.include(last?.message, code)
        }
      }).pipe(Effect.provide(sandbox)))

    it.scopedLive("takes any other code for a signature that was accepted", () =>
      Effect.gen(function*() {
        for (const code of ["0000", "1150", "2101", "7777"]) {
          const origin = yield* servers.answering(JSON.stringify({ returnCode: code, returnMessage: "-" }))
          const last = (yield* examine(configured(origin))).at(-1)
          assert.deepStrictEqual([last?.step, last?.status], ["signature", "Ok"], code)
        }
      }))
  })

  describe("texts", () => {
    const diagnosis: Doctor.Diagnosis = { step: "tls", status: "Wrong", message: "no", mend: "so", detail: "a\n\nb" }

    it("are in columns, and coloured on demand alone", () => {
      assert.strictEqual(Doctor.render(diagnosis), "✗ tls            no\n    so\n\n    a\n\n    b")
      assert.include(Doctor.render(diagnosis, { colors: true }), "\u001b[31m✗\u001b[0m")
    })

    it("count what is wrong", () => {
      const accepted: Doctor.Diagnosis = { step: "signature", status: "Ok", message: "accepted" }
      assert.strictEqual(Doctor.summary([accepted]), "LINE Pay accepts this configuration.")
      const doubtful: Doctor.Diagnosis = { ...accepted, status: "Warning" }
      assert.strictEqual(
        Doctor.summary([doubtful]),
        "No problem found, but LINE Pay did not say whether the signature is right."
      )
      assert.match(Doctor.summary([diagnosis]), /^1 problem found\. Checks that depend on it were skipped\.$/)
      assert.match(
        Doctor.summary([diagnosis, diagnosis]),
        /^2 problems found\. Checks that depend on them were skipped\.$/
      )
    })
  })
})
