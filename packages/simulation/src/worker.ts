/**
 * Runs worlds in a process of `npm run simulate`: gets seeds, and answers with the reports of their worlds.
 */
import * as Mutation from "./Mutation.ts"
import { type Report, world } from "./Simulation.ts"

/** The settings of all worlds of a run, as plain data. */
export interface Settings {
  readonly ordersPerWorld: number
  readonly faults: number
  readonly edges: boolean
  /** The name of a mutation. */
  readonly mutation: string | undefined
}

export interface Done {
  readonly report: Report
  /** The memory of the process, in bytes. */
  readonly memory: number
}

// Nobody reads the stacks of errors that are part of the story, and they are expensive.
Error.stackTraceLimit = 0

// `main.ts` starts this file with these settings.
const { edges, faults, mutation, ordersPerWorld } = JSON.parse(process.argv[2] ?? "") as Settings
const options = {
  edges,
  faults,
  ordersPerWorld,
  mutation: mutation === undefined ? undefined : Mutation.find(mutation)
}

process.on("message", (seed: number) => {
  const done: Done = { report: world(seed, options), memory: process.memoryUsage.rss() }
  process.send?.(done)
})
