/** Lists the files that the prose lint reads. */

/** Files whose prose is checked, as `git ls-files` takes them. */
export const checked: ReadonlyArray<string> = [
  "*.md",
  "packages/*/src/*.ts",
  "examples/*/src/*.ts",
  "docs/.vitepress/*.ts",
  "scripts/*.ts",
  "scripts/*.mjs"
]

/** Files that are never checked. */
export const skipped: ReadonlyArray<{ readonly path: string; readonly because: string }> = [
  { path: "README.zh-TW.md", because: "Chinese: the rules are about English" },
  { path: "docs/result-codes.md", because: "generated: its sources are checked" },
  { path: "packages/client/src/ResultCodeErrors.ts", because: "generated: its sources are checked" },
  { path: "packages/bench/src/contestants", because: "code as others write it" },
  { path: "scripts/test", because: "sentences that break the rules" }
]

/**
 * Files that are not checked yet. A path that has no problem left fails the
 * lint, so that it is taken off this list.
 */
export const notYet: ReadonlyArray<{ readonly path: string; readonly because: string }> = []
