/** Measures how long the compiler takes for a program that names every error. */
import { Operation, ResultCode } from "line-pay-protocol"
import { mkdirSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { output } from "./processes.ts"

const beyondTheTable = (operation: Operation.Operation): ReadonlyArray<string> => [
  "InvalidRequest",
  "TransportError",
  "UnexpectedResultCode",
  // A check of a key can be a write, so it can fail with the errors of both.
  ...(operation === "getPaymentDetails" || operation === "checkPaymentStatus" || operation === "checkRegKey"
    ? ["ResponseError"]
    : []),
  ...(operation === "getPaymentDetails" || operation === "checkPaymentStatus" ? [] : ["OutcomeUnknown"])
]

const tagsOf = (operation: Operation.Operation): ReadonlyArray<string> => [
  ...ResultCode.errorCodes.flatMap((code) => ResultCode.tagFor(code, operation) ?? []),
  ...beyondTheTable(operation)
]

const call = (operation: Operation.Operation): string =>
  `export const ${operation} = (request: Parameters<LinePay.Service["${operation}"]>[0]) =>
  Effect.flatMap(LinePay, (linePay) => linePay.${operation}(request))`

const handled = (operation: Operation.Operation): string =>
  `${call(operation)}.pipe(Effect.catchTags({
${tagsOf(operation).map((tag) => `    ${tag}: (error) => Effect.succeed(\`${tag} \${error.operation}\`)`).join(",\n")}
  })) satisfies Effect.Effect<unknown, never, LinePay>`

const imports = `import { Effect } from "effect"\nimport { LinePay } from "effect-line-pay"\n\n`

export type Program = "imports Effect" | "makes every call" | "catches every tag of every call"

/** The programs to check, by name. */
const texts: { readonly [P in Program]: string } = {
  "imports Effect": `import { Effect } from "effect"\n\nexport const nothing = Effect.void\n`,
  "makes every call": imports + Operation.operations.map(call).join("\n\n") + "\n",
  "catches every tag of every call": imports + Operation.operations.map(handled).join("\n\n") + "\n"
}

export const programs: ReadonlyArray<Program> = [
  "imports Effect",
  "makes every call",
  "catches every tag of every call"
]

/** Writes the programs into a tree, each as a separate project. */
export const prepare = (tree: string): void => {
  for (const [name, text] of Object.entries(texts)) {
    const directory = path.join(tree, "programs", name.replaceAll(" ", "-"))
    mkdirSync(directory, { recursive: true })
    writeFileSync(path.join(directory, "program.ts"), text)
    const compilerOptions = {
      target: "ES2022",
      module: "NodeNext",
      moduleResolution: "NodeNext",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      types: []
    }
    writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify({ include: ["*.ts"], compilerOptions }))
  }
}

/** Checks one program in a fresh compiler, and returns the seconds that the compiler reports. */
export const seconds = async (tree: string, program: Program, tsc: string): Promise<number> => {
  const directory = path.join(tree, "programs", program.replaceAll(" ", "-"))
  const printed = await output(process.execPath, [tsc, "--extendedDiagnostics"], directory)
  const total = /Total time:\s+([\d.]+)s/.exec(printed)?.[1]
  if (total === undefined) throw new Error(`the compiler said no time: ${printed}`)
  return Number(total)
}
