/** A browser without a screen: follows no redirect, and reads pages as text. */
import { Effect } from "effect"

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export const visitor = (origin: string) => {
  const send = (path: string, init: RequestInit): Effect.Effect<Answer> =>
    Effect.promise(async () => {
      const response = await fetch(new URL(path, origin), { redirect: "manual", ...init })
      return { status: response.status, headers: response.headers, text: await response.text() }
    })
  return {
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      send(path, { method: "POST", body: new URLSearchParams(form), headers })
  }
}

/** Where a redirect leads. */
export const locationOf = ({ headers }: Answer): string => headers.get("location") ?? ""

/** The value of a hidden field. */
export const field = ({ text }: Answer, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ""
