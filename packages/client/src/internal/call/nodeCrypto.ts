/** `createHmac` of `node:crypto`, as far as a signature needs it. */
export interface CreateHmac {
  (algorithm: "sha256", key: string): {
    readonly update: (text: string) => { readonly digest: (encoding: "base64") => string }
  }
}

/**
 * Returns `createHmac` of `node:crypto` where the runtime has it. An import would break bundles for other runtimes, and
 * bundlers replace `process` where they see it.
 */
export const createHmac = (): CreateHmac | undefined => {
  const process: unknown = Reflect.get(globalThis, "process")
  if (typeof process !== "object" || process === null || !("getBuiltinModule" in process)) return undefined
  const { getBuiltinModule } = process
  if (typeof getBuiltinModule !== "function") return undefined
  const crypto: unknown = getBuiltinModule.call(process, "node:crypto")
  return hasCreateHmac(crypto) ? crypto.createHmac : undefined
}

const hasCreateHmac = (crypto: unknown): crypto is { readonly createHmac: CreateHmac } =>
  typeof crypto === "object" && crypto !== null && "createHmac" in crypto && typeof crypto.createHmac === "function"
