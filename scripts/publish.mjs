/**
 * Publishes the tarballs of a folder: `node scripts/publish.mjs build/packed`.
 *
 * The release workflow runs it with a token that proves to npm where a tarball
 * comes from. The script needs no installed package, so no dependency can use
 * the token. It skips published versions, so you can rerun it after a failure.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import * as path from "node:path"
import { repository } from "./manifests.mjs"
import { inPublishingOrder, quietNpm } from "./workspace.mjs"

const fail = (message) => {
  console.error(`Failed: ${message}`)
  process.exit(1)
}

const npm = (args) =>
  spawnSync("npm", args, {
    encoding: "utf8",
    env: { ...process.env, ...quietNpm },
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"]
  })

const isPublished = (name, version) => {
  const { status, stderr, stdout } = npm(["view", `${name}@${version}`, "version", "--json", "--prefer-online"])
  // npm prints nothing for an unknown version of a known name, and E404 for an unknown name.
  if (status === 0) return stdout.trim() !== ""
  if ((stdout + stderr).includes("E404")) return false
  return fail(`npm does not say whether it has ${name}@${version}:\n${stdout}${stderr}`)
}

const [, , folder = fail("expected the folder of the tarballs")] = process.argv
const { GITHUB_REF_NAME, GITHUB_REPOSITORY, GITHUB_SERVER_URL } = process.env
const packages = inPublishingOrder()
const [{ version }] = packages

// These checks run before the first tarball is published, because half a release is worse than none.
if (GITHUB_REF_NAME !== `v${version}`) {
  fail(`the tag is ${GITHUB_REF_NAME}, and the manifests have version ${version}: tag the commit of the release`)
}
if (repository() !== `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`) {
  fail(
    `the manifests name ${repository()}, and this is ${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}: ` +
      `set it with "npm run manifests -- --repository ${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}"`
  )
}
const tarballOf = ({ name }) => path.join(folder, `${name}-${version}.tgz`)
const missing = packages.map(tarballOf).filter((tarball) => !existsSync(tarball))
if (missing.length > 0) fail(`${missing.join(", ")} not found: "npm run pack" makes the tarballs`)

for (const member of packages) {
  const id = `${member.name}@${version}`
  if (isPublished(member.name, version)) {
    console.log(`${id}: published already`)
    continue
  }
  const flags = ["--provenance", "--access", "public", "--tag", "latest"]
  // npm would read "folder/file" without "./" as a repository on GitHub.
  const { status, stderr, stdout } = npm(["publish", ...flags, `./${path.relative(".", tarballOf(member))}`])
  if (status !== 0) {
    fail(
      `npm rejected ${id}:\n${stdout}${stderr}\nIf the name is new to npm, publish its first version by hand and trust ` +
        "this workflow, as RELEASING.md says. Then rerun this job. It skips the versions that are published."
    )
  }
  console.log(`${id}: published`)
}
