import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser"
import { assert, describe, it } from "@effect/vitest"
import * as path from "node:path"
import { parse } from "yaml"
import * as ResultCode from "../../packages/protocol/src/ResultCode.ts"
import { repository } from "../manifests.mjs"
import { files, read } from "./support/files.ts"

const inFolder = (folder: string) => files.filter((file) => file.startsWith(`.github/${folder}`))

const workflows = inFolder("workflows/")

type Permissions = Record<string, string>

interface Workflow {
  readonly permissions?: Permissions
  readonly jobs: Record<string, {
    readonly permissions?: Permissions
    readonly container?: { readonly image: string }
    readonly steps?: ReadonlyArray<{ readonly run?: string }>
  }>
}

const workflow = (file: string): Workflow => parse(read(`.github/workflows/${file}`))

interface Form {
  readonly name: string
  readonly description: string
  readonly body: ReadonlyArray<{
    readonly type: string
    readonly id?: string
    readonly attributes: {
      readonly label?: string
      readonly value?: string
      readonly options?: ReadonlyArray<string>
    }
    readonly validations?: { readonly required?: boolean }
  }>
}

const form = (file: string): Form => parse(read(file))

describe("workflows", () => {
  it("are two", () => {
    assert.deepStrictEqual(workflows, [".github/workflows/ci.yml", ".github/workflows/release.yml"])
  })

  for (const file of workflows) {
    it(`${file} is one to GitHub's own parser`, async () => {
      const { context, value } = parseWorkflow({ name: file, content: read(file) }, new NoOperationTraceWriter())
      assert.deepStrictEqual(context.errors.getErrors().map(({ message }) => message), [])
      assert(value !== undefined)
      const { errors, jobs } = await convertWorkflowTemplate(context, value)
      assert.deepStrictEqual(errors ?? [], [])
      assert.isAbove(jobs.length, 0)
    })

    it(`${file} uses actions by their commit, with the version in words`, () => {
      const uses = Array.from(read(file).matchAll(/uses: (.*)/g), ([, action = ""]) => action)
      assert.deepStrictEqual(
        uses.filter((action) => !/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$|^\.\/\.github\//.test(action)),
        []
      )
    })

    it(`${file} gives no job more than it needs`, () => {
      const { jobs, permissions } = workflow(path.basename(file))
      assert.notStrictEqual(permissions, undefined)
      const writes = Object.entries({ ...jobs, "": { permissions } }).flatMap(([job, { permissions = {} }]) =>
        Object.entries(permissions).filter(([, access]) => access === "write").map(([scope]) => `${job}: ${scope}`)
      )
      assert.deepStrictEqual(
        writes,
        file.endsWith("release.yml") ? ["publish: id-token", "github-release: contents"] : []
      )
    })
  }

  it("run .ci/run in Debian with the oldest Node that is supported", () => {
    const { everything } = workflow("ci.yml").jobs
    const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(read("package.json"))
    assert.strictEqual(`>=${/^node:(\d+)-bookworm$/.exec(everything?.container?.image ?? "")?.[1]}`, engines.node)
    assert.isTrue(everything?.steps?.some(({ run }) => run === "bash .ci/run"))
  })

  it("install nothing in the job that holds npm's token", () => {
    const { publish } = workflow("release.yml").jobs
    assert.deepStrictEqual(
      publish?.steps?.flatMap(({ run }) => run === undefined ? [] : [run]),
      ["node scripts/publish.mjs build/packed"]
    )
  })
})

describe("issue forms", () => {
  const forms = inFolder("ISSUE_TEMPLATE/").filter((file) => !file.endsWith("config.yml"))

  for (const file of forms) {
    it(`${file} is a form`, () => {
      const { body, description, name } = form(file)
      assert.isString(name)
      assert.isString(description)
      const ids = new Set<string>()
      for (const { attributes, id = "", type } of body) {
        assert.include(["markdown", "input", "textarea", "dropdown"], type)
        if (type === "markdown") {
          assert.isString(attributes.value)
          continue
        }
        assert.match(id, /^[\w-]+$/)
        assert.isFalse(ids.has(id), id)
        ids.add(id)
        assert.isString(attributes.label)
        if (type === "dropdown") { for (const option of attributes.options ?? []) assert.isString(option) }
      }
      assert.isTrue(
        body.some(({ validations }) => validations?.required === true)
      )
    })
  }

  it("ask for a bug, a result code or a question; everything else is a private report", () => {
    assert.strictEqual(forms.length, 3)
    const { blank_issues_enabled, contact_links }: {
      readonly blank_issues_enabled: boolean
      readonly contact_links: ReadonlyArray<{ readonly url: string }>
    } = parse(read(".github/ISSUE_TEMPLATE/config.yml"))
    assert.isFalse(blank_issues_enabled)
    assert.deepStrictEqual(contact_links.map(({ url }) => url), [
      `${repository()}/security/advisories/new`
    ])
  })

  it("know the calls", () => {
    const call = form(".github/ISSUE_TEMPLATE/2-result-code.yml").body.find(({ id }) => id === "call")
    const calls = Object.values(ResultCode.table).flatMap(({ operations }) => Object.keys(operations))
    assert.sameMembers([...call?.attributes.options ?? []], [...new Set(calls)])
  })
})

describe("dependabot.yml", () => {
  it("looks after packages and actions", () => {
    const { updates, version }: {
      readonly updates: ReadonlyArray<Record<string, unknown>>
      readonly version: number
    } = parse(read(".github/dependabot.yml"))
    assert.strictEqual(version, 2)
    const ecosystems = updates.map(({ directory, schedule, ...update }) => {
      assert.strictEqual(directory, "/")
      assert.deepStrictEqual(schedule, { interval: "weekly" })
      return update["package-ecosystem"]
    })
    assert.deepStrictEqual(ecosystems, ["npm", "github-actions"])
  })
})
