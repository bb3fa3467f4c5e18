import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

/**
 * An environment variable whose errors name it and say what was expected,
 * whether it is missing or wrong, and never show its value.
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
