import * as Redacted from "effect/Redacted"
import * as Options from "../../Options.ts"

/**
 * Returns the variables that point the client at a server. Leaves out a secret
 * that you chose.
 *
 * @internal
 */
export const environment = (
  { channelId, channelSecret }: Options.Settings,
  url: string
): ReadonlyArray<readonly [name: string, value: string]> => {
  const secret = Redacted.value(channelSecret)
  return [
    ["LINE_PAY_ENVIRONMENT", url],
    ["LINE_PAY_CHANNEL_ID", channelId],
    ["LINE_PAY_CHANNEL_SECRET", secret === Options.defaultCredentials.channelSecret ? secret : "…"],
    // Settlement needs a name for a merchant whose environment is another origin.
    ["LINE_PAY_MERCHANT", "test-shop"]
  ]
}
