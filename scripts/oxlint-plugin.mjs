/**
 * The workspace's own lint rules.
 *
 * `commented-cast`: a type assertion overrules the compiler, so a comment must
 * prove it, on its lines or on the line above. `as const` overrules nothing.
 * A docstring does not count. It says what an export is, not why a cast is right.
 */
const commentedCast = {
  create(context) {
    const comments = context.sourceCode.getAllComments().filter(({ value }) =>
      !value.startsWith("*") && !value.startsWith("#__PURE__")
    )
    const check = (node) => {
      const { typeAnnotation } = node
      if (typeAnnotation.type === "TSTypeReference" && typeAnnotation.typeName.name === "const") return
      const { end, start } = node.loc
      const proved = comments.some(({ loc }) => loc.end.line >= start.line - 1 && loc.start.line <= end.line)
      if (!proved) {
        context.report({ node, message: "A cast without a comment that proves it, on its lines or the line above." })
      }
    }
    return { TSAsExpression: check, TSTypeAssertion: check }
  }
}

export default { meta: { name: "workspace" }, rules: { "commented-cast": commentedCast } }
