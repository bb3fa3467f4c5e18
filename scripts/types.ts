/** Types of the scripts, which are JavaScript so that plain Node runs them. */

/** A package of the workspace: its manifest and its directory. */
export interface Member {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly private?: boolean
  readonly license: string
  readonly keywords?: ReadonlyArray<string>
  readonly exports?: Record<string, unknown>
  readonly bin?: Record<string, string>
  readonly publishConfig?: { readonly bin?: Record<string, string> }
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly directory: string
}

export interface Task {
  /** One line, which follows `npm run NAME` in the list. */
  readonly summary: string
  /** The arguments that the task takes. A task without this takes none. */
  readonly args?: string
  readonly run: (args: ReadonlyArray<string>) => Promise<void>
}
