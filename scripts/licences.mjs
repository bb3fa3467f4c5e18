/**
 * Checks the licence of every dependency. Users install some of them with the
 * packages, and a short list of licences applies to those. A longer list
 * applies to the tools that only this workspace runs.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import * as path from "node:path"
import { publicPackages, root, TaskFailed } from "./workspace.mjs"

/** Licences without copyleft. They ask users to keep a copyright notice, and nothing else. */
const runtime = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"])

/** Nothing of these packages is published, so licences for texts and icons do no harm. */
const development = new Set([...runtime, "CC-BY-4.0", "CC0-1.0", "Python-2.0"])

/** Licences that somebody read, because the manifest has no SPDX name. Each new version needs another reading. */
const readByHand = {
  // Its LICENSE is MIT, word by word.
  "spawndamnit@3.0.1": "MIT"
}

/** Compares every installed package with the list that applies to it. */
export const licences = async () => {
  const forUsers = runtimeManifests()
  const others = installedManifests().filter((manifest) => !forUsers.has(idOf(manifest)))
  const problems = [
    ...check("installed by users", forUsers.values(), runtime),
    ...check("of this workspace alone", others, development)
  ]
  if (problems.length > 0) {
    throw new TaskFailed(
      `${problems.join("\n")}\nUse another package, or add the licence to a list in scripts/licences.mjs and say why.`
    )
  }
}

const idOf = ({ name, version }) => `${name}@${version}`

/** Reads the licence of a manifest. Old manifests have an object. */
const licenceOf = (manifest) => readByHand[idOf(manifest)] ?? manifest.license?.type ?? manifest.license ?? "none"

/** Prints how many packages have each licence, and returns those whose licence is not on the list. */
const check = (title, manifests, allowed) => {
  const byLicence = new Map()
  for (const manifest of manifests) {
    const licence = licenceOf(manifest)
    byLicence.set(licence, [...byLicence.get(licence) ?? [], manifest])
  }
  console.log(
    `-- ${title}: ${Array.from(byLicence, ([licence, { length }]) => `${licence} ${length}`).sort().join(", ")}`
  )
  return Array.from(byLicence).filter(([licence]) => !isAllowed(licence, allowed))
    .flatMap(([licence, manifests]) => manifests.map((manifest) => `${idOf(manifest)}, ${title}: ${licence}`))
}

/** Tells whether a licence is on the list. Of several alternatives, one must be. */
export const isAllowed = (licence, allowed = runtime) =>
  licence.replace(/^\((.*)\)$/, "$1").split(" OR ").some((choice) => allowed.has(choice))

/** Collects the dependencies and peers of the published packages, and theirs, by name and version. */
const runtimeManifests = () => {
  const found = new Map()
  const visit = (directory) => {
    const manifest = readManifest(directory)
    const { dependencies, name, optionalDependencies, peerDependencies, version } = manifest
    if (found.has(idOf(manifest))) return
    found.set(idOf(manifest), manifest)
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const target = resolve(directory, needed)
      if (target !== undefined) visit(target)
      // npm leaves out an optional dependency for another system, and an optional peer.
      else if (optionalDependencies?.[needed] === undefined && !manifest.peerDependenciesMeta?.[needed]?.optional) {
        throw new TaskFailed(`${name}@${version} needs ${needed}, which is not installed`)
      }
    }
  }
  for (const { directory } of publicPackages) visit(directory)
  return found
}

/** Finds a package as Node does, in the folder of the package that needs it or above. */
const resolve = (directory, name) => {
  for (let folder = directory; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const target = path.join(folder, "node_modules", name)
    if (existsSync(path.join(target, "package.json"))) return realpathSync(target)
  }
}

const readManifest = (directory) => JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"))

/** Reads every manifest that pnpm has installed. */
const installedManifests = () => {
  const store = path.join(root, "node_modules", ".pnpm")
  const folders = readdirSync(store).map((entry) => path.join(store, entry, "node_modules")).filter(existsSync)
  const manifests = folders.flatMap((folder) =>
    namesIn(folder).map((name) => path.join(folder, name)).filter((directory) =>
      existsSync(path.join(directory, "package.json"))
    ).map(readManifest)
  )
  return [...new Map(manifests.map((manifest) => [idOf(manifest), manifest])).values()]
}

const namesIn = (folder) =>
  readdirSync(folder).flatMap((name) =>
    name.startsWith("@") ? readdirSync(path.join(folder, name)).map((scoped) => `${name}/${scoped}`) : [name]
  )
