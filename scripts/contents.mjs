/**
 * Checks the contents of a tarball. It may hold only what a user runs, reads and debugs.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import * as path from "node:path"
import { bundled } from "./bundle.mjs"
import { root, TaskFailed } from "./workspace.mjs"

/** The folder of the unpacked tarballs. Node resolves them in it by name, as in a user's project. */
export const unpacked = path.join(root, "build", "unpacked", "node_modules")

/** Unpacks a tarball to {@link unpacked}, and checks every file of it. */
export const checkContents = ({ name }, tarball) => {
  const directory = path.join(unpacked, name)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", directory])
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
  const read = (file) => readFileSync(path.join(directory, file), "utf8")

  const problems = [
    ...["package.json", "README.md", "LICENSE"].filter((file) => !files.includes(file)).map((file) =>
      `${file}: missing`
    ),
    ...files.filter((file) => !allowed(file, files) && !(name === bundled && file === "dist/bin.js")).map((file) =>
      `${file}: not for a user`
    ),
    ...files.filter((file) => file.endsWith(".map")).flatMap((file) =>
      JSON.parse(read(file)).sources
        .filter((source) => !existsSync(path.join(directory, path.dirname(file), source)))
        .map((source) => `${file}: maps to ${source}, which is not in the tarball`)
    ),
    // A bundle has lines of packages that are not in the tarball, so no map could lead to them.
    ...(name === bundled ? [] : files.filter((file) => file.endsWith(".js") || file.endsWith(".d.ts"))).flatMap(
      (file) => {
        const map = read(file).match(/(?<=^\/\/# sourceMappingURL=).*$/gm)
        return map?.length === 1 && map[0] === `${path.basename(file)}.map`
          ? []
          : [`${file}: has no source map of its own`]
      }
    ),
    ...(/"(?:workspace|catalog|link|file):/.test(read("package.json"))
      ? ["package.json: a dependency that only the workspace can resolve"]
      : [])
  ]
  if (problems.length > 0) throw new TaskFailed(`${path.basename(tarball)}:\n  ${problems.join("\n  ")}`)
  console.log(`${path.basename(tarball)}: ${files.length} files, each with a use`)
}

/** Tells whether a file may be published. A compiled file needs its source beside it; otherwise it is a left-over. */
const allowed = (file, files) => {
  if (["package.json", "README.md", "LICENSE"].includes(file)) return true
  const [, folder, module, kind] = file.match(/^(src|dist)\/([\w/]+)(\.ts|\.js|\.d\.ts|\.js\.map|\.d\.ts\.map)$/) ?? []
  return folder === "src" ? kind === ".ts" : folder === "dist" && kind !== ".ts" && files.includes(`src/${module}.ts`)
}
