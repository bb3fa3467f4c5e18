/** Tells whether the runtime retries requests by itself. */
export interface Runtime {
  /**
   * Returns whether a request of this method leaves at most once, even if its connection breaks.
   *
   * If a POST may leave twice, the client reuses no connection, because that is when runtimes retry. If a request
   * may leave twice, no failure proves that it was not sent, because the failure may be that of the second time.
   */
  readonly sendsOnce: (method: "GET" | "POST") => boolean
  /** A fetch that sends a request once, where the runtime's own needs help for that. */
  readonly fetchOnce: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch
}

/**
 * Detects the runtime. The list of known runtimes is short on purpose. We tried each of them against a server
 * that counts what it has read, and so do the tests in test/runtimes.
 */
export const detect = (): Runtime => {
  // Deno and Bun have a `process` like Node's, so they come first. The client asks the global object for each name,
  // because bundlers replace `process` and `process.env` where they see them.
  if (Reflect.has(globalThis, "Deno")) return deno
  const bun = versionOf(Reflect.get(globalThis, "Bun"))
  if (bun !== undefined) return isAtLeast(bun, firstBun) ? postsOnce : unknown
  return isWorkerd() || isNode() ? once : unknown
}

const same = <A>(value: A): A => value

/** Node 20 to 26 with fetch, node:http and undici; workerd 1.20261117.1. */
const once: Runtime = { sendsOnce: () => true, fetchOnce: same }

/**
 * Bun retries a GET when a reused connection closes. Up to 1.3.13 it did the same with a POST (oven-sh/bun, pull
 * request 28708). Tried with 1.3.14 and 1.4.5.
 */
const postsOnce: Runtime = { sendsOnce: (method) => method === "POST", fetchOnce: same }
const firstBun = [1, 3, 14]

const unknown: Runtime = { sendsOnce: () => false, fetchOnce: same }

/**
 * Deno retries a POST when a reused connection closes, even after the server has read it, with `fetch` and with
 * `node:http` (denoland/deno, pull request 32566 and issue 36786). From 2.7.6 to 2.9.5 `fetch` did so on new
 * connections, too (pull request 36415).
 *
 * `Connection: close` does not help there, nor over HTTP/2, which has no such header and reuses the connection.
 */
const deno: Runtime = {
  sendsOnce: () => false,
  // Deno retries a request if it can copy the body. It reads a Blob as a stream of known length and cannot.
  fetchOnce: (fetch) => (input, init) => {
    const body: unknown = init?.body
    if (typeof body === "string") return fetch(input, { ...init, body: new Blob([body]) })
    return fetch(input, body instanceof Uint8Array ? { ...init, body: new Blob([new Uint8Array(body)]) } : init)
  }
}

const versionOf = (runtime: unknown): string | undefined =>
  typeof runtime === "object" && runtime !== null && "version" in runtime && typeof runtime.version === "string"
    ? runtime.version
    : undefined

const isAtLeast = (version: string, lowest: ReadonlyArray<number>): boolean => {
  const parts = version.split(/[.-]/).map(Number)
  const different = lowest.findIndex((part, index) => part !== parts[index])
  return different === -1 || Number(parts[different]) > Number(lowest[different])
}

const isWorkerd = (): boolean => {
  const navigator: unknown = Reflect.get(globalThis, "navigator")
  return typeof navigator === "object" && navigator !== null && "userAgent" in navigator &&
    navigator.userAgent === "Cloudflare-Workers"
}

const isNode = (): boolean => {
  const process: unknown = Reflect.get(globalThis, "process")
  // A bundler's imitation is a plain object. Electron's fetch may be Chromium's, which retries requests too.
  return Object.prototype.toString.call(process) === "[object process]" &&
    typeof process === "object" && process !== null && "versions" in process &&
    typeof process.versions === "object" && process.versions !== null &&
    "node" in process.versions && !("electron" in process.versions)
}
