/**
 * From sources to tarballs that are fit to publish.
 */
import { readdirSync, rmSync } from "node:fs"
import * as path from "node:path"
import { pnpm, publicPackages, root, run } from "./workspace.mjs"

const packed = path.join(root, "build", "packed")

/** Compiles every public package to `dist`, from nothing: a leftover file would be published. */
export const build = () => {
  for (const { directory } of publicPackages) {
    rmSync(path.join(directory, "dist"), { recursive: true, force: true })
    rmSync(path.join(directory, "build", "build.tsbuildinfo"), { force: true })
  }
  run("tsc", ["-b", "tsconfig.build.json"])
  for (const { directory } of publicPackages) {
    const dist = path.join(path.relative(root, directory), "dist")
    run("babel", [dist, "--out-dir", dist, "--plugins", "annotate-pure-calls", "--source-maps"])
  }
}

/** Packs what {@link build} made, and checks each tarball as a consumer's tools would see it. */
export const pack = () => {
  rmSync(packed, { recursive: true, force: true })
  for (const { directory } of publicPackages) pnpm(["pack", "--pack-destination", packed], { cwd: directory })
  for (const tarball of tarballs()) {
    run("publint", ["--strict", tarball])
    run("attw", ["--profile", "esm-only", tarball])
  }
}

/** The tarballs that {@link pack} made. */
export const tarballs = () => readdirSync(packed).map((name) => path.join(packed, name))
