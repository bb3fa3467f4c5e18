import * as ConfigProvider from "effect/ConfigProvider"
import type { Environment } from "../Environment.ts"

/** Environment variables as a `ConfigProvider`. */
export const of = (environment: Environment): ConfigProvider.ConfigProvider =>
  ConfigProvider.fromMap(
    new Map(Object.entries(environment).flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]))
  )
