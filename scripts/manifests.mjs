/**
 * What every manifest says in the same words. The root manifest is the one
 * place: its `repository`, `license` and `engines` hold for all.
 */
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { members, root, TaskFailed } from "./workspace.mjs"

const rootManifest = path.join(root, "package.json")

const read = (file) => readFileSync(file, "utf8")

/** The address of the repository, without `.git`. */
export const repository = () => JSON.parse(read(rootManifest)).repository

/** Writes them. With `--repository URL`, sets the address of the repository first, wherever it stands. */
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

/** Every file of the repository that names the old address. */
const setRepository = (before, after) => {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean)
  for (const file of files.map((file) => path.join(root, file))) {
    const text = read(file)
    if (!text.includes(before)) continue
    writeFileSync(file, text.replaceAll(before, after))
    console.log(`written ${path.relative(root, file)}`)
  }
}

/** A member's manifest with the fields that all have in common. A private one is nowhere but here: it needs few. */
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
  // One after the other, so that a field that is missing lands behind the one before it.
  return Object.entries(fields).reduce(
    ({ after, text }, [name, value]) => ({ text: withField(text, name, value, after), after: name }),
    { text, after: "description" }
  ).text
}

/** Sets a field in a manifest's text. The rest stays as it was laid out by hand. */
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
