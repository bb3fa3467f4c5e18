/** What can happen to the server. */
export interface PostgresServer {
  /** Stops all of its processes where they are. Connections stay open, and nobody answers. */
  readonly suspend: () => void
  readonly resume: () => void
  /** Stops it at once, as a crash does. What is committed is kept. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

export declare const withPostgres: (
  work: (url: string, server: PostgresServer) => Promise<void>,
  options?: { readonly fsync?: boolean }
) => Promise<void>

export declare const withPgBouncer: (url: string, work: (pooled: string | undefined) => Promise<void>) => Promise<void>
