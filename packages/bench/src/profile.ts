/** Shows where a contestant's main thread spends its time, by a CPU profile. */
import type { Profiler, Runtime } from "node:inspector"
import { Session } from "node:inspector/promises"

export const parts = [
  "undici",
  "Node.js",
  "signature",
  "JSON",
  "Schema",
  "`HttpClient`",
  "Effect",
  "garbage collection",
  "the contestant itself"
] as const

export type Part = (typeof parts)[number]

/** Microseconds of the main thread per call, without the garbage collection in other threads. */
export type Profile = { readonly [P in Part]: number }

/** Profiles an effect that returns how many calls it made. */
export const profiled = async (work: () => Promise<number>): Promise<Profile> => {
  const session = new Session()
  session.connect()
  await session.post("Profiler.enable")
  await session.post("Profiler.setSamplingInterval", { interval: 200 })
  await session.post("Profiler.start")
  const calls = await work()
  const { profile } = await session.post("Profiler.stop")
  session.disconnect()
  return perCall(profile, calls)
}

/** The time of each part in a profile, per call. */
export const perCall = (
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  calls: number
): Profile => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const callers = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])))
  const partOf = (id: number | undefined): Part | undefined => {
    if (id === undefined) return "the contestant itself"
    const frame = byId.get(id)?.callFrame
    if (frame === undefined || frame.functionName === "(idle)") return undefined
    if (frame.functionName === "(garbage collector)") return "garbage collection"
    // A built-in function belongs to its caller, unless the caller is unknown.
    return ofFrame(frame) ?? partOf(callers.get(id))
  }
  const times = new Map<Part, number>()
  samples.forEach((id, index) => {
    const part = partOf(id)
    if (part !== undefined) times.set(part, (times.get(part) ?? 0) + (timeDeltas[index] ?? 0) / calls)
  })
  // Every part is a key.
  return Object.fromEntries(parts.map((part) => [part, times.get(part) ?? 0])) as Record<Part, number>
}

const byUrl: ReadonlyArray<readonly [url: RegExp, part: Part]> = [
  [/^wasm:|\/undici\//, "undici"],
  [/^node:internal\/crypto/, "signature"],
  [/^node:/, "Node.js"],
  [/\/ExactJson\.js$/, "JSON"],
  [/\/effect\/dist\/esm\/(?:ParseResult|Predicate|Schema|SchemaAST)\.js$/, "Schema"],
  [/\/@effect\/platform/, "`HttpClient`"],
  [/\/effect\//, "Effect"],
  [/./, "the contestant itself"]
]

const ofFrame = ({ functionName, url }: Runtime.CallFrame): Part | undefined =>
  byUrl.find(([pattern]) => pattern.test(url))?.[1] ?? builtIn.get(functionName)

/** Without a URL, and yet not the caller's. */
const builtIn: ReadonlyMap<string, Part> = new Map([
  ["Hmac", "signature"],
  ["init", "signature"],
  ["update", "signature"],
  ["digest", "signature"],
  ["parse", "JSON"],
  ["stringify", "JSON"],
  ["writev", "Node.js"],
  ["writeLatin1String", "Node.js"],
  ["writeUtf8String", "Node.js"]
])
