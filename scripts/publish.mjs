/**
 * Publishes the tarballs of a folder: `node scripts/publish.mjs build/packed`.
 *
 * For the release workflow, whose token is npm's proof of where a tarball is
 * from. So it needs nothing installed: no other package's code sees that token.
 * What is published already is left alone, and a run that broke off can be
 * repeated.
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
  // npm answers a name without that version with nothing, and one that it does not have with E404.
  if (status === 0) return stdout.trim() !== ""
  if ((stdout + stderr).includes("E404")) return false
  return fail(`npm does not say whether it has ${name}@${version}:\n${stdout}${stderr}`)
}

const [, , folder = fail("expected the folder of the tarballs")] = process.argv
const { GITHUB_REF_NAME, GITHUB_REPOSITORY, GITHUB_SERVER_URL } = process.env
const packages = inPublishingOrder()
const [{ version }] = packages

// Looked at before anything is published: half a release is worse than none.
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
  // "./": npm would take "folder/file" for a repository on GitHub.
  const { status, stderr, stdout } = npm(["publish", ...flags, `./${path.relative(".", tarballOf(member))}`])
  if (status !== 0) {
    fail(
      `npm refused ${id}:\n${stdout}${stderr}\nA name that is new to npm is published by hand once, and this ` +
        "workflow made its trusted publisher: see RELEASING.md. Then run this job again: it goes on from here."
    )
  }
  console.log(`${id}: published`)
}
