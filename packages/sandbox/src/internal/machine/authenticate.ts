import * as Redacted from "effect/Redacted"
import * as crypto from "node:crypto"
import type { ApiRequest } from "../../Exchange.ts"
import type { Settings } from "../../Options.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"

/**
 * Checks the signature. This code is written from the documentation, and not
 * shared with the client, because a shared mistake would stay hidden.
 *
 * We don't know whether LINE Pay answers 1104 or 1106 when both fit. A stranger
 * has no secret to compare with, so here it is 1104.
 *
 * @internal
 */
export const authenticate = (settings: Settings, request: ApiRequest): Reply | undefined => {
  const channelId = request.headers["x-line-channelid"]
  const nonce = request.headers["x-line-authorization-nonce"]
  const signature = request.headers["x-line-authorization"]
  if (!channelId || !nonce || !signature) return reply("1106")
  if (channelId !== settings.channelId) return reply("1104")
  return signature === sign(settings, request, nonce) ? undefined : reply("1106")
}

const sign = ({ channelSecret }: Settings, request: ApiRequest, nonce: string): string => {
  const secret = Redacted.value(channelSecret)
  const payload = request.method === "GET" ? request.query : request.body
  return crypto.createHmac("sha256", secret).update(secret + request.path + payload + nonce, "utf8").digest("base64")
}
