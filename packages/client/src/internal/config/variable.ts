import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

/**
 * Reads an environment variable. Its errors name the variable and the
 * expectation, and never show the value.
 */
export const variable = (name: string, problem: (value: string) => string | undefined): Config.Config<string> =>
  Config.option(Config.string()).pipe(
    Config.mapOrFail((value) => {
      const expected = problem(Option.getOrElse(value, () => ""))
      if (expected === undefined && Option.isSome(value)) return Either.right(value.value)
      return Either.left(
        Option.isNone(value)
          ? ConfigError.MissingData([], `Expected ${expected ?? "a value"}`)
          : ConfigError.InvalidData([], `Expected ${expected}`)
      )
    }),
    Config.nested(name)
  )
