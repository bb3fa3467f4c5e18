import { slug } from "github-slugger"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { type DefaultTheme, defineConfig, type MarkdownRenderer } from "vitepress"

const docs = fileURLToPath(new URL("..", import.meta.url))
const root = path.join(docs, "..")
const { repository }: { readonly repository: string } = JSON.parse(
  readFileSync(path.join(root, "package.json"), "utf8")
)

/** The documents link to files of the repository, as GitHub wants it; the site has only the documents. */
const linksToRepository = (md: MarkdownRenderer) => {
  md.core.ruler.push(
    "links-to-repository",
    ({ env, tokens }: { env: { path: string }; tokens: ReturnType<typeof md.parse> }) => {
      for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === "link_open")) {
        const href = link.attrGet("href") ?? ""
        if (/^([a-z]+:|#|\/)/.test(href)) continue
        const file = path.resolve(path.dirname(env.path), href.replace(/#.*$/, ""))
        if (file.startsWith(docs)) continue
        if (!existsSync(file)) throw new Error(`${env.path}: ${href} is not there`)
        link.attrSet("href", `${repository}/blob/main/${path.relative(root, file)}${href.replace(/^[^#]*/, "")}`)
      }
    }
  )
}

const reference = path.join(docs, "api")

const modulesOf = (name: string): DefaultTheme.SidebarItem => ({
  text: name,
  collapsed: true,
  items: readdirSync(path.join(reference, name), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => file.slice(0, -".md".length))
    .map((module) => ({ text: module, link: `/api/${name}/${module}` }))
})

const packages = existsSync(reference)
  ? readdirSync(reference, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)
  : []

const guides: Array<DefaultTheme.SidebarItem> = [
  {
    text: "Guides",
    items: [
      { text: "First payment", link: "/guides/first-payment" },
      { text: "Testing with the sandbox", link: "/guides/sandbox" },
      { text: "Errors and policies", link: "/guides/errors-and-policies" },
      { text: "Unknown outcomes", link: "/guides/unknown-outcomes" },
      { text: "Separate capture", link: "/guides/separate-capture" },
      { text: "Pre-approved payments", link: "/guides/preapproved-payments" },
      { text: "Moving from another SDK", link: "/guides/moving" }
    ]
  },
  {
    text: "Recipes",
    items: [
      { text: "Remote signer", link: "/recipes/remote-signer" },
      { text: "Spans", link: "/recipes/spans" },
      { text: "Edge runtimes", link: "/recipes/edge" },
      { text: "Many merchants", link: "/recipes/many-merchants" },
      { text: "Promises", link: "/recipes/promises" },
      { text: "Batched details", link: "/recipes/batched-details" },
      { text: "Reconcile orders", link: "/recipes/reconcile" }
    ]
  },
  {
    text: "In production",
    items: [
      { text: "Going live", link: "/guides/going-live" },
      { text: "Settlement", link: "/settlement" },
      { text: "Runbook: Unknown and Mismatch", link: "/guides/runbook" },
      { text: "Result codes", link: "/result-codes" }
    ]
  }
]

export default defineConfig({
  title: "effect-line-pay",
  description: "The LINE Pay Online API as an Effect library",
  // There is none, and browsers ask for one.
  head: [["link", { rel: "icon", href: "data:," }]],
  outDir: "../build/site",
  cacheDir: "../build/vitepress",
  markdown: {
    anchor: { slugify: slug },
    config: linksToRepository
  },
  themeConfig: {
    outline: { level: [2, 3] },
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: {
            // MiniSearch's own, and between two Chinese characters: there are no blanks between the words.
            tokenize: (text) => text.split(/[\n\r\p{Z}\p{P}]+|(?<=\p{Script=Han})(?=\p{Script=Han})/u)
          }
        }
      }
    },
    socialLinks: [{ icon: "github", link: repository }],
    nav: [
      { text: "Guides", link: "/guides/first-payment", activeMatch: "^/(guides/|recipes/|settlement)" },
      { text: "Result codes", link: "/result-codes" },
      { text: "API", link: "/api/" },
      { text: "中文", link: `${repository}/blob/main/README.zh-TW.md` }
    ],
    sidebar: {
      "/": guides,
      "/api/": [{ text: "API reference", link: "/api/", items: packages.sort().map(modulesOf) }]
    }
  }
})
