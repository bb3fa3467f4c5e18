/**
 * Copies fields of the root manifest into every other manifest. Change
 * `repository`, `license` and `engines` only there.
 */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { members, root, TaskFailed } from "./workspace.mjs"

const rootManifest = path.join(root, "package.json")

const read = (file) => readFileSync(file, "utf8")

/** Reads the address of the repository, without `.git`. */
export const repository = () => JSON.parse(read(rootManifest)).repository

/** Writes the manifests. With `--repository URL`, replaces the address of the repository in every file first. */
export const manifests = async (args) => {
  if (args.length > 0) {
    const [flag, url] = args
    if (flag !== "--repository" || args.length !== 2 || !/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(url)) {
      throw new TaskFailed("Expected --repository and an address such as https://github.com/OWNER/NAME")
    }
    setRepository(repository(), url.replace(/\.git$/, ""))
  }
  for (const { directory } of members) {
    const file = path.join(directory, "package.json")
    const before = read(file)
    const after = withSharedFields(before, path.relative(root, directory))
    if (after === before) continue
    writeFileSync(file, after)
    console.log(`written ${path.relative(root, file)}`)
  }
}

/** Replaces the old address in every committed file. */
const setRepository = (before, after) => {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean)
  for (const file of files.map((file) => path.join(root, file))) {
    const text = read(file)
    if (!text.includes(before)) continue
    writeFileSync(file, text.replaceAll(before, after))
    console.log(`written ${path.relative(root, file)}`)
  }
}

/** Sets the shared fields in a manifest's text. A private package is not on npm, so it needs only a licence. */
export const withSharedFields = (text, directory) => {
  const { engines, license, repository } = JSON.parse(read(rootManifest))
  const folder = directory.replaceAll(path.sep, "/")
  const fields = JSON.parse(text).private === true ? { license } : {
    license,
    engines,
    homepage: `${repository}/tree/main/${folder}#readme`,
    bugs: { url: `${repository}/issues` },
    repository: { type: "git", url: `git+${repository}.git`, directory: folder }
  }
  // A missing field lands behind the field before it.
  return Object.entries(fields).reduce(
    ({ after, text }, [name, value]) => ({ text: withField(text, name, value, after), after: name }),
    { text, after: "description" }
  ).text
}

/** Sets one field in a manifest's text, and keeps the layout of the rest. */
const withField = (text, name, value, after) => {
  const field = (name) => new RegExp(`^  "${name}": [^]*?(?=,?\\n(?:  "|}))`, "m")
  const keys = Object.entries(value).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
  const json = typeof value === "string"
    ? JSON.stringify(value)
    : keys.length === 1
    ? `{ ${keys[0]} }`
    : `{\n    ${keys.join(",\n    ")}\n  }`
  const line = `  "${name}": ${json}`
  return field(name).test(text)
    ? text.replace(field(name), () => line)
    : text.replace(field(after), (before) => `${before},\n${line}`)
}
