import type { ApiVersion } from "line-pay-protocol/Endpoint"
import { catalogue, type Operation, operations } from "line-pay-protocol/Operation"

/** @internal */
export interface Route {
  readonly operation: Operation
  readonly version: ApiVersion
  /** The path's parameter, decoded; `""` when the path has none. */
  readonly parameter: string
}

const routes = operations.map((operation) => {
  const { method, path } = catalogue[operation]
  return { operation, method, pattern: new RegExp(`^/(v\\d)${path.replace(/\{\w+\}/, "([^/]+)")}$`) }
})

/**
 * Which call a request is; `undefined` when it is none.
 *
 * @internal
 */
export const match = (method: string, path: string, versions: ReadonlyArray<ApiVersion>): Route | undefined => {
  for (const route of routes) {
    if (route.method !== method) continue
    const [, prefix, segment = ""] = route.pattern.exec(path) ?? []
    const version = versions.find((version) => version === prefix)
    const parameter = decode(segment)
    if (version !== undefined && parameter !== undefined) return { operation: route.operation, version, parameter }
  }
  return undefined
}

/** Percent-decodes; `undefined` for what is not percent-encoded UTF-8. */
const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
