/**
 * Environment variables as a value, so that a test can bring its own.
 *
 * @since 0.1.0
 */
/**
 * Environment variables by name.
 *
 * @since 0.1.0
 * @category models
 */
export interface Environment {
  readonly [name: string]: string | undefined
}
