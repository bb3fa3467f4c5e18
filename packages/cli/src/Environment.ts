/**
 * Environment variables as a value, so that a test can bring its own.
 *
 * @since 0.1.0
 */
import * as ConfigProvider from "effect/ConfigProvider"

/**
 * Environment variables by name.
 *
 * @since 0.1.0
 * @category models
 */
export interface Environment {
  readonly [name: string]: string | undefined
}

/**
 * The variables as a `ConfigProvider`.
 *
 * @since 0.1.0
 * @category conversions
 */
export const provider = (environment: Environment): ConfigProvider.ConfigProvider =>
  ConfigProvider.fromMap(
    new Map(Object.entries(environment).flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]))
  )
