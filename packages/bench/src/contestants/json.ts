/** Who can read an answer. */
import JsonBigInt from "json-bigint"
import { ExactJson } from "line-pay-protocol"
import * as LosslessJson from "lossless-json"
import type { ParserName } from "../job.ts"

export const parsers: { readonly [P in ParserName]: (text: string) => unknown } = {
  "JSON.parse": (text) => JSON.parse(text),
  ExactJson: ExactJson.parse,
  "lossless-json": (text) => LosslessJson.parse(text),
  // Ids as strings; without the option they are BigNumbers, which costs more.
  "json-bigint": JsonBigInt({ storeAsString: true }).parse
}
