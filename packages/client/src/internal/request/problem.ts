import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import type { Problem } from "../../InvalidRequest.ts"

/**
 * Describes a value without quoting text, which may be a secret in the wrong
 * field.
 */
export const describe = (value: unknown): string => {
  if (typeof value === "string") return describeText(value)
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) {
    return typeof value === "number" ? `the number ${value}` : String(value)
  }
  if (typeof value === "bigint" || typeof value === "symbol") return `a ${typeof value}`
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`
  return typeof value === "function" ? "a function" : "an object"
}

const describeText = (text: string): string => {
  const characters = FieldLimit.length(text, "characters")
  const bytes = FieldLimit.length(text, "bytes")
  if (characters === 0) return "an empty text"
  return bytes === characters
    ? `a text of ${characters} characters`
    : `a text of ${characters} characters, ${bytes} bytes`
}

/** `["packages", 0, "name"]` as `packages[0].name`. */
export const showPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (shown, part) =>
      typeof part === "number"
        ? `${shown}[${part}]`
        : shown === ""
        ? String(part)
        : `${shown}.${String(part)}`,
    ""
  )

/** Collects the leaves of a parse failure, each with its path. */
export const problemsOf = (issue: ParseResult.ParseIssue): Array<Problem> => {
  const found: Array<Problem> = []
  const visit = (issue: ParseResult.ParseIssue, path: ReadonlyArray<PropertyKey>): void => {
    switch (issue._tag) {
      case "Pointer": {
        const below = Array.isArray(issue.path) ? issue.path : [issue.path]
        return visit(issue.issue, [...path, ...below])
      }
      case "Composite": {
        const issues = Array.isArray(issue.issues) ? issue.issues : [issue.issues]
        const members = AST.isUnion(issue.ast) ? issues.filter((each) => !isAbsence(each)) : issues
        // The members of a union fail one by one, but the expectation is the union, unless it is `X | null | undefined`.
        if (AST.isUnion(issue.ast) && (members.length !== 1 || isDescribed(issue.ast))) {
          return add(issue.ast, issue.actual, path)
        }
        // An empty array lacks more than its first element.
        if (AST.isTupleType(issue.ast) && Array.isArray(issue.actual) && issue.actual.length === 0) {
          return add(issue.ast, issue.actual, path)
        }
        for (const each of members) visit(each, path)
        return
      }
      case "Refinement":
        return issue.kind === "From" && !isDescribed(issue.ast)
          ? visit(issue.issue, path)
          : add(issue.ast, issue.actual, path)
      case "Transformation":
        return visit(issue.issue, path)
      case "Missing":
        return add(issue.ast.type, undefined, path)
      case "Unexpected":
        found.push({ path: showPath(path), expected: "absent: there is no such field", actual: "present" })
        return
      case "Type":
      case "Forbidden":
        return add(issue.ast, issue.actual, path)
    }
  }
  const add = (ast: AST.AST, actual: unknown, path: ReadonlyArray<PropertyKey>): void => {
    found.push({ path: showPath(path), expected: expectation(ast), actual: describe(actual) })
  }
  visit(issue, [])
  return found
}

const expectation = (ast: AST.AST): string =>
  Option.getOrElse(
    AST.getDescriptionAnnotation(ast),
    () => AST.isTypeLiteral(ast) ? "an object" : AST.isTupleType(ast) ? "an array" : String(ast)
  )

const isDescribed = (ast: AST.AST): boolean => Option.isSome(AST.getDescriptionAnnotation(ast))

const isAbsence = (issue: ParseResult.ParseIssue): boolean =>
  issue._tag === "Type" &&
  (AST.isUndefinedKeyword(issue.ast) || (AST.isLiteral(issue.ast) && issue.ast.literal === null))
