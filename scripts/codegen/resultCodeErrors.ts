import * as ResultCode from "../../packages/protocol/src/ResultCode.ts"

type Table = { readonly [code: string]: ResultCode.Row }

/**
 * TypeScript cannot derive exported names from a table, so this writes them:
 * one interface and one constructor per error tag.
 */
export const resultCodeErrors = (table: Table = ResultCode.table): string => {
  const tags = Object.entries(table).flatMap(([code, row]) => row.tag === null ? [] : [{ code, tag: row.tag, row }])
  return `/**
 * The errors of LINE Pay's result-code table, by name.
 *
 * Generated from the table by \`npm run codegen\`: edit
 * \`packages/protocol/src/ResultCode.ts\` instead.
 *
 * @since 0.1.0
 */
import { type Constructor, constructorOf, type ResultCodeError } from "./ResultCodeError.ts"

${tags.map(({ code, row, tag }) => declaration(code, tag, row)).join("\n\n")}

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

const declaration = (
  code: string,
  tag: string,
  { hint, onlineApi, operations, preapproved }: ResultCode.Row
): string => {
  const calls = Object.keys(operations).map((operation) => `\`${operation}\``).join(", ")
  const isOffline = Object.values(operations).every(([, , certainty]) => certainty === "offline")
  const doc = `/**
 * \`${code}\`: ${onlineApi ?? preapproved ?? hint}
 *
 * ${hint}
 *
 * ${isOffline ? `Only the Offline API documents it; it may be the answer of ${calls}.` : `Answered by ${calls}.`}
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
