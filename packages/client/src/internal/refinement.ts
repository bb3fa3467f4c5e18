export type { Refined } from "./error/refinement.ts"
