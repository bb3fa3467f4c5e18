export * as Mutation from "./Mutation.ts"
export * as Simulation from "./Simulation.ts"
export { VirtualTime } from "./VirtualTime.ts"
export * as World from "./World.ts"
