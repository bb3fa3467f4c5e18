/**
 * Builds the documentation's site from the documents in `docs` and from
 * docgen's pages about each public package.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { modulesOf } from "./pack.mjs"
import { publicPackages, root, run } from "./workspace.mjs"

const docs = path.join(root, "docs")
const reference = path.join(docs, "api")

/** Builds the site in `build/site`, and fails on a dead link. With `--serve`, it also serves the site. */
export const site = async (args) => {
  writeReference()
  await run("vitepress", ["build", docs])
  if (args[0] === "--serve") await run("vitepress", ["preview", docs, ...args.slice(1)])
}

const writeReference = () => {
  rmSync(reference, { recursive: true, force: true })
  const libraries = publicPackages.filter((member) => modulesOf(member).length > 0)
  const overview = libraries.map(({ description, directory, name }) => {
    const modules = pagesOf(path.join(directory, "docs", "modules"))
    for (const { module, markdown } of modules) writePage(`${name}/${module}.md`, markdown)
    const lines = modules.map(({ module, summary }) => `- [${module}](./${name}/${module}.md): ${summary}`)
    return `## ${name}\n\n${description}\n\n${lines.join("\n")}\n`
  })
  writePage("index.md", `# API reference\n\nMade of the docstrings, whose examples run.\n\n${overview.join("\n")}`)
}

const writePage = (file, markdown) => {
  const target = path.join(reference, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, markdown)
}

const pagesOf = (directory) =>
  readdirSync(directory, { recursive: true }).map((file) => file.replaceAll("\\", "/"))
    // An index only exports the other modules.
    .filter((file) => file.endsWith(".ts.md") && file !== "index.ts.md")
    .sort()
    .map((file) => {
      const module = file.slice(0, -".ts.md".length)
      const body = page(readFileSync(path.join(directory, file), "utf8"))
      return { module, markdown: `# ${module}\n\n${body}`, summary: summaryOf(body) }
    })

/** Removes front matter, title and table of contents from docgen's page, because the site has its own. */
const page = (markdown) =>
  markdown
    .replace(/^[^]*?\n## .* overview\n+/, "")
    .replace(/---\n\n<h2 class="text-delta">[^]*?\n---\n+/, "")
    .split(/(^```[^]*?^```$)/m)
    .map((part, index) => {
      const isCode = index % 2 === 1
      return isCode ? part : part.replace(/^#+ /gm, "#$&").replace(/\{@link (\w+)\}/g, "`$1`")
    })
    .join("")

const summaryOf = (body) => {
  const [paragraph = ""] = body.split("\n\n")
  return paragraph.replaceAll("\n", " ").replace(/(?<=\.) .*$/, "").replace(/:$/, ".")
}
