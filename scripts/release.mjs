/**
 * Makes a release, all but the push. It prints the commands that leave the machine, for a human to type.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { isDeepStrictEqual } from "node:util"
import { repository as address } from "./manifests.mjs"
import { inPublishingOrder, publicPackages, root, run, TaskFailed } from "./workspace.mjs"

/**
 * Versions, checks, packs, commits and tags. `--dry-run` does so in a clone of the last commit, without the checks,
 * and with an invented change if none is waiting.
 */
export const release = async (args) => {
  const dryRun = args.includes("--dry-run")
  const repository = dryRun ? clone() : root
  const git = (...args) => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim()
  const before = versionOf(repository)

  const changes = git("status", "--porcelain")
  if (changes !== "") {
    throw new TaskFailed(`A release is made from a commit. Commit or remove these changes first:\n${changes}`)
  }
  const branch = git("branch", "--show-current")
  if (branch !== "main" && !dryRun) {
    throw new TaskFailed(`A release is made on main, but this is ${branch}. Switch to main first.`)
  }
  if (!dryRun) checkOrigin(git("remote", "--verbose"))
  if (dryRun && changesets(repository).length === 0) {
    console.log("No change is waiting. This dry run invents one.")
    const change = `---\n"${publicPackages[0].name}": minor\n---\n\nAn invented change.\n`
    writeFileSync(path.join(repository, ".changeset", "invented.md"), change)
  }

  const waiting = changesets(repository)
  if (waiting.length > 0) await setVersions(repository)
  const version = versionOf(repository)
  if (git("tag", "--list", `v${version}`) !== "") {
    throw new TaskFailed(
      `v${version} is released, and no change waits in .changeset. Add one with "npm run changeset".`
    )
  }
  if (version.split(".")[0] !== before.split(".")[0] && !waiting.some((change) => /^"?\S+: major$/m.test(change))) {
    throw new TaskFailed(`${version} would follow ${before}, but no change is a major one.`)
  }

  // The commit comes before the checks. If they fail, you fix that in another commit, and rerun the release.
  if (waiting.length > 0) {
    git("add", "--all")
    git("commit", "--quiet", "--message", `Release ${version}`)
  }
  // Runs in another process, because this one read the manifests before they had the new version.
  if (!dryRun) await run("node", ["scripts/run.mjs", ...checks])
  git("tag", "--annotate", `v${version}`, "--message", `Release ${version}`)
  console.log(`\n${git("show", "--stat", "--format=%h %s (%D)", "HEAD")}\n`)
  console.log(`${dryRun ? "This would be left to you:" : "Nothing has left this machine. This is left to you:"}

  git push origin main v${version}

The release workflow then publishes, in this order. Publish a name that npm does not have yet by hand before you push, as
RELEASING.md says:

${inPublishingOrder().map(({ name }) => `  ${publishByHand(name, version)}`).join("\n")}`)
}

const publishByHand = (name, version) =>
  `npm publish --access public --tag latest ./build/packed/${name}-${version}.tgz`

/** The tasks that a release must pass. "size", "consumer" and "sbom" use the tarballs of "pack". */
const checks = ["check", "lint", "licences", "pack", "size", "consumer", "sbom", "test"]

/** Fails if the manifests name another repository. Users would follow the link, and npm would reject provenance. */
const checkOrigin = (remotes) => {
  const origin = originOf(remotes)
  if (origin !== address()) {
    throw new TaskFailed(
      `The manifests name ${address()} as the repository, and origin is ${origin ?? "not set"}.\n` +
        `Set it with "npm run manifests -- --repository URL", and commit that.`
    )
  }
}

/** Reads the address of `origin` from what `git remote --verbose` prints, as a browser would open it. */
export const originOf = (remotes) =>
  /^origin\s+(\S+)/m.exec(remotes)?.[1].replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, "https://$1/").replace(/\.git$/, "")

/** Writes versions and changelogs. changesets lays each manifest out anew, so their layout is restored after it. */
const setVersions = async (repository) => {
  const files = publicPackages.map(({ directory }) =>
    path.join(repository, path.relative(root, directory), "package.json")
  )
  const texts = files.map((file) => readFileSync(file, "utf8"))
  await run("changeset", ["version"], { cwd: repository })
  for (const [index, file] of files.entries()) {
    writeFileSync(file, withLayoutOf(texts[index], readFileSync(file, "utf8")))
  }
}

/** Puts the version of one manifest into the text of another, or keeps the first when anything else differs. */
export const withLayoutOf = (before, after) => {
  const { version } = JSON.parse(after)
  const text = before.replace(/^ {2}"version": "[^"]*"/m, `  "version": "${version}"`)
  return isDeepStrictEqual(JSON.parse(text), JSON.parse(after)) ? text : after
}

/** Returns the version of all public packages, and fails if they differ. */
const versionOf = (repository) => {
  const versions = publicPackages.map(({ directory }) =>
    JSON.parse(readFileSync(path.join(repository, path.relative(root, directory), "package.json"), "utf8")).version
  )
  if (new Set(versions).size !== 1) throw new TaskFailed(`The public packages have several versions: ${versions}`)
  return versions[0]
}

const changesets = (repository) => {
  const directory = path.join(repository, ".changeset")
  return readdirSync(directory).filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => readFileSync(path.join(directory, file), "utf8"))
}

/** Clones the repository into `build`, where nothing is committed and Node finds the workspace's tools. */
const clone = () => {
  const directory = path.join(root, "build", "release")
  rmSync(directory, { recursive: true, force: true })
  execFileSync("git", ["clone", "--quiet", root, directory])
  execFileSync("git", ["config", "user.name", "Dry run"], { cwd: directory })
  execFileSync("git", ["config", "user.email", "dry-run@example.com"], { cwd: directory })
  return directory
}
