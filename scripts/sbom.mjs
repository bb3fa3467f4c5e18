/**
 * Writes the bill of materials of a release in CycloneDX. It lists everything
 * that npm installs with the tarballs in an empty project.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { isAllowed } from "./licences.mjs"
import { packed, tarballOf } from "./pack.mjs"
import { publicPackages, quietNpm, run, TaskFailed } from "./workspace.mjs"

/** Writes `build/packed/effect-line-pay-<version>.cdx.json`. */
export const sbom = async () => {
  const [{ version }] = publicPackages
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-sbom-"))
  const dependencies = Object.fromEntries(publicPackages.map((member) => [member.name, `file:${tarballOf(member)}`]))
  writeFileSync(path.join(directory, "package.json"), JSON.stringify({ name, version, private: true, dependencies }))
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: directory, env: quietNpm })
  const options = ["--sbom-format", "cyclonedx", "--sbom-type", "library"]
  console.log(`$ npm sbom ${options.join(" ")}`)
  const document = JSON.parse(
    execFileSync("npm", ["sbom", ...options], {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, ...quietNpm },
      shell: process.platform === "win32"
    })
  )
  rmSync(directory, { recursive: true })
  check(document)

  const file = path.join(packed, `effect-line-pay-${version}.cdx.json`)
  writeFileSync(file, `${JSON.stringify(withoutPaths(document), undefined, 2)}\n`)
  console.log(`${path.basename(file)}: ${document.components.length} packages`)
}

const name = "effect-line-pay-packages"

/** Removes this machine's paths. npm writes the folder's name and the tarballs' paths into the document. */
const withoutPaths = (document) => ({
  ...document,
  metadata: { ...document.metadata, component: { ...document.metadata.component, name } },
  components: document.components.map((component) => ({
    ...component,
    externalReferences: component.externalReferences.filter(({ url }) => !url.startsWith("file:"))
  }))
})

/** Checks the licences again, because users get newer versions than the workspace has. */
const check = ({ components }) => {
  const missing = publicPackages.filter((member) =>
    !components.some(({ name, version }) => name === member.name && version === member.version)
  )
  const problems = [
    ...missing.map((member) => `${member.name}@${member.version}: not in it`),
    ...components.flatMap(({ licenses = [], name, version }) => {
      const licence = licenses.map(({ expression, license }) => expression ?? license.id ?? license.name).join(", ")
      return isAllowed(licence) ? [] : [`${name}@${version}: licence ${licence === "" ? "none" : licence}`]
    })
  ]
  if (problems.length > 0) throw new TaskFailed(`The bill of materials:\n  ${problems.join("\n  ")}`)
}
