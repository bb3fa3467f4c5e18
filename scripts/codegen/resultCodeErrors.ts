import * as ResultCode from "../../packages/protocol/src/ResultCode.ts"

/**
 * TypeScript cannot derive exported names from a table, so this writes them:
 * one interface and one constructor per error tag.
 */
export const resultCodeErrors = (): string => {
  const tags = ResultCode.errorCodes.map((code) => ({ code, tag: ResultCode.table[code].tag }))
  return `/**
 * The errors of LINE Pay's result-code table, by name.
 *
 * Generated from the table by \`npm run codegen\`: edit
 * \`packages/protocol/src/ResultCode.ts\` instead.
 *
 * @since 0.1.0
 */
import { type Constructor, constructorOf, type ResultCodeError } from "./ResultCodeError.ts"

${tags.map(({ code, tag }) => declaration(code, tag)).join("\n\n")}

/**
 * The table's errors by their tag.
 *
 * @since 0.1.0
 * @category models
 */
export interface ByTag {
${tags.map(({ tag }) => `  readonly ${tag}: ${tag}`).join("\n")}
}

/**
 * The table's constructors by their tag.
 *
 * @since 0.1.0
 * @category constructors
 */
export const byTag: { readonly [T in keyof ByTag]: Constructor<T> } = {
${tags.map(({ tag }) => `  ${tag}`).join(",\n")}
}
`
}

const declaration = (code: ResultCode.ErrorCode, tag: string): string => {
  const calls = Object.keys(ResultCode.table[code].operations).map((operation) => `\`${operation}\``).join(", ")
  const doc = `/**
 * \`${code}\`: ${ResultCode.description(code)}
 *
 * ${ResultCode.table[code].hint}
 *
 * Answered by ${calls}.
 *
 * @since 0.1.0
 * @category errors
 */`
  return `${doc}
export interface ${tag} extends ResultCodeError<"${tag}"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const ${tag}: Constructor<"${tag}"> = constructorOf("${tag}")`
}
