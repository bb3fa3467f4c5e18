/**
 * A certificate authority for LINE Pay's host names on this machine.
 *
 * A client whose host is a constant reaches the sandbox through it: with the
 * sandbox as its HTTPS proxy, and this authority trusted.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as crypto from "node:crypto"
import * as Fs from "node:fs"
import * as Der from "./internal/http/der.ts"

/**
 * The host names that the sandbox answers for. It forwards nothing to the real
 * ones.
 *
 * @since 0.1.0
 * @category hosts
 */
export const hosts = ["sandbox-api-pay.line.me", "api-pay.line.me", "localhost"] as const

/**
 * A certificate for {@link hosts}, and the key to it, as PEM.
 *
 * @since 0.1.0
 * @category models
 */
export interface Identity {
  /** The certificate, followed by the authority's. */
  readonly certificate: string
  readonly key: string
}

/**
 * The files of the authority cannot be read or written.
 *
 * @since 0.1.0
 * @category errors
 */
export class AuthorityUnusable
  extends Schema.TaggedError<AuthorityUnusable>("effect-line-pay-sandbox/AuthorityUnusable")("AuthorityUnusable", {
    /** Names the file, and what to do. */
    message: Schema.String
  })
{}

/**
 * Loads the authority of a file, or makes one there, and returns a fresh
 * certificate from it. The authority's key is in a file of the same name with
 * `.key` at its end, which only this user can read.
 *
 * The authority may sign for `line.me` and `localhost` alone, and for 397 days.
 * An expired one is made anew.
 *
 * Fails with `AuthorityUnusable` if a file cannot be read or written, or holds
 * something else.
 *
 * @since 0.1.0
 * @category constructors
 */
export const identity = (file: string): Effect.Effect<Identity, AuthorityUnusable> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => identityAt(file, now))

const identityAt = (file: string, now: number) =>
  Effect.try({
    try: () => {
      const authority = load(file, now) ?? create(file, now)
      const { privateKey, publicKey } = newKeys()
      const certificate = sign({
        now,
        subject: "LINE Pay sandbox",
        publicKey,
        signingKey: authority.key,
        extensions: [
          extension("2.5.29.17", false, Der.sequence(...hosts.map(dnsName), ipAddress([127, 0, 0, 1]))),
          extension("2.5.29.37", false, Der.sequence(Der.objectId("1.3.6.1.5.5.7.3.1")))
        ]
      })
      return { certificate: certificate + authority.certificate, key: pem(privateKey) }
    },
    catch: (error) =>
      new AuthorityUnusable({
        message: `${file}: ${error instanceof Error ? error.message : String(error)}. Choose another file, or remove ` +
          `${file} and ${file}.key to make a new authority`
      })
  })

interface Authority {
  readonly certificate: string
  readonly key: crypto.KeyObject
}

const load = (file: string, now: number): Authority | undefined => {
  if (!Fs.existsSync(file)) return undefined
  const certificate = Fs.readFileSync(file, "utf8")
  const parsed = new crypto.X509Certificate(certificate)
  const key = crypto.createPrivateKey(Fs.readFileSync(`${file}.key`))
  if (!parsed.checkPrivateKey(key)) throw new Error("its key belongs to another certificate")
  return new Date(parsed.validTo).getTime() < now + day ? undefined : { certificate, key }
}

const create = (file: string, now: number): Authority => {
  const { privateKey, publicKey } = newKeys()
  const certificate = sign({
    now,
    subject: authorityName,
    publicKey,
    signingKey: privateKey,
    extensions: [
      extension("2.5.29.19", true, Der.sequence(Der.boolean(true), Der.integer(Buffer.from([0])))),
      // It signs certificates and revocations.
      extension("2.5.29.15", true, Der.bits(Buffer.from([0x06]), 1)),
      // For these names alone, so that somebody with the key cannot pretend to be anybody else.
      extension(
        "2.5.29.30",
        true,
        Der.sequence(
          Der.tlv(
            0xa0,
            ...["line.me", "localhost"].map((name) => Der.sequence(dnsName(name))),
            Der.sequence(Der.tlv(0x87, Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])))
          )
        )
      )
    ]
  })
  Fs.writeFileSync(`${file}.key`, pem(privateKey), { mode: 0o600 })
  Fs.writeFileSync(file, certificate)
  return { certificate, key: privateKey }
}

const day = 86_400_000
const authorityName = "LINE Pay sandbox CA on this machine"

const newKeys = () => crypto.generateKeyPairSync("ec", { namedCurve: "P-256" })

const pem = (key: crypto.KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString()

interface Request {
  readonly now: number
  readonly subject: string
  readonly publicKey: crypto.KeyObject
  readonly signingKey: crypto.KeyObject
  readonly extensions: ReadonlyArray<Buffer>
}

const ecdsaWithSha256 = Der.sequence(Der.objectId("1.2.840.10045.4.3.2"))

const sign = ({ extensions, now, publicKey, signingKey, subject }: Request): string => {
  const body = Der.sequence(
    Der.tlv(0xa0, Der.integer(Buffer.from([2]))),
    Der.integer(Buffer.concat([Buffer.from([1]), crypto.randomBytes(15)])),
    ecdsaWithSha256,
    named(authorityName),
    Der.sequence(Der.time(new Date(now - day)), Der.time(new Date(now + 397 * day))),
    named(subject),
    publicKey.export({ type: "spki", format: "der" }),
    Der.tlv(0xa3, Der.sequence(...extensions))
  )
  const certificate = Der.sequence(body, ecdsaWithSha256, Der.bits(crypto.sign("sha256", body, signingKey)))
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}

const named = (commonName: string): Buffer =>
  Der.sequence(Der.set(Der.sequence(Der.objectId("2.5.4.3"), Der.utf8(commonName))))

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  Der.sequence(Der.objectId(id), ...(critical ? [Der.boolean(true)] : []), Der.octets(value))

const dnsName = (name: string): Buffer => Der.tlv(0x82, Buffer.from(name))

const ipAddress = (bytes: ReadonlyArray<number>): Buffer => Der.tlv(0x87, Buffer.from(bytes))
