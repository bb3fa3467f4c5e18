/**
 * Builds tarballs from the sources, and checks that they are fit to publish.
 */
import { existsSync, readdirSync, rmSync } from "node:fs"
import * as path from "node:path"
import { bundle, isBundled } from "./bundle.mjs"
import { checkContents } from "./contents.mjs"
import { pnpm, publicPackages, root, run, TaskFailed } from "./workspace.mjs"

/** The folder of the tarballs. */
export const packed = path.join(root, "build", "packed")

/** Compiles every public package to an empty `dist`, because a file left over would be published. */
export const build = async () => {
  for (const { directory } of publicPackages) {
    rmSync(path.join(directory, "dist"), { recursive: true, force: true })
    rmSync(path.join(directory, "build", "build.tsbuildinfo"), { force: true })
  }
  await run("tsc", ["-b", "tsconfig.build.json"])
  for (const member of publicPackages) {
    if (isBundled(member)) {
      await bundle(member)
      continue
    }
    const dist = path.join(path.relative(root, member.directory), "dist")
    await run("babel", [dist, "--out-dir", dist, "--plugins", "annotate-pure-calls", "--source-maps"])
  }
}

/** Packs the output of {@link build}, and checks each tarball as Node, bundlers and TypeScript will read it. */
export const pack = async () => {
  rmSync(packed, { recursive: true, force: true })
  for (const member of publicPackages) {
    await pnpm(["pack", "--pack-destination", packed], { cwd: member.directory })
    const tarball = tarballOf(member)
    checkContents(member, tarball)
    await run("publint", ["--strict", tarball])
    if (modulesOf(member).length === 0) continue
    const attw = ["--profile", "esm-only", "--no-summary", "--format", "table-flipped"]
    // attw does not expand the `./*` of the exports.
    await run("attw", [...attw, tarball, "--entrypoints", ".", ...subpaths(member)])
  }
}

/** Lists the modules that a program can import from a package. A package that only brings a command has none. */
export const modulesOf = (member) =>
  publishedExports(member)["."] === undefined
    ? []
    : [member.name, ...subpaths(member).map((path) => `${member.name}/${path}`)]

/** Returns the exports of the tarball, which may be fewer than those within the workspace. */
const publishedExports = ({ exports, publishConfig }) => publishConfig?.exports ?? exports

/** Lists the modules that `./*` in a package's exports matches. */
const subpaths = ({ directory }) =>
  readdirSync(path.join(directory, "src"), { recursive: true })
    .filter((file) => /^(?!internal|index|bin).*\.ts$/.test(file))
    .map((file) => file.slice(0, -".ts".length).replaceAll(path.sep, "/"))

/** Returns the tarball that {@link pack} made of a package. */
export const tarballOf = ({ name, version }) => {
  const tarball = path.join(packed, `${name}-${version}.tgz`)
  if (!existsSync(tarball)) throw new TaskFailed(`${tarball} is missing. Run "npm run pack" first.`)
  return tarball
}
