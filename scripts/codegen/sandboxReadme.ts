import * as Behaviour from "../../packages/sandbox/src/Behaviour.ts"
import * as Command from "../../packages/sandbox/src/Command.ts"
import * as ControlApi from "../../packages/sandbox/src/ControlApi.ts"
import { code, table } from "./markdown.ts"

/** Rewrites the parts of the sandbox's README between its `begin` and `end` comments from the sources. */
export const sandboxReadme = (readme: string): string =>
  Object.entries(sections).reduce(
    (text, [name, content]) =>
      text.replace(
        new RegExp(`(<!-- begin ${name} -->\n)[^]*(<!-- end ${name} -->)`),
        (_, begin: string, end: string) => `${begin}${content}\n${end}`
      ),
    readme
  )

const sections = {
  help: `\`\`\`text\n${Command.help}\n\`\`\``,
  routes: table(
    ["route", "what it does", "body"],
    ControlApi.routes.filter(({ path }) => !path.includes("{orderId}")).map(({ body, description, method, path }) => [
      code(`${method} ${path}`),
      description,
      body === undefined ? "" : code(JSON.stringify(body))
    ])
  ),
  choices: table(
    ["call", "situation", "answer"],
    Object.values(Behaviour.behaviours).filter(({ source }) => source === "inferred")
      .map(({ answer, operation, situation }) => [operation, situation, code(answer)])
  )
}
