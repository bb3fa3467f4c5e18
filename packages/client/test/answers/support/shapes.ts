import { Option, type Schema, SchemaAST as AST } from "effect"
import { RegKey, TransactionId } from "effect-line-pay"

// What the schema of a success says about its fields. Nothing here knows how an answer is decoded, so a new field is
// swept without another edit.

/** An `Identity` is required, `Evidence` may be `Unreadable`, and anything else is only optional. */
export type Kind = "Identity" | "Evidence" | "Other"

export type Shape =
  | { readonly _tag: "Text" }
  | { readonly _tag: "Number" }
  | { readonly _tag: "TransactionId" }
  | { readonly _tag: "RegKey" }
  | { readonly _tag: "Secret" }
  | { readonly _tag: "List"; readonly element: Shape }
  | { readonly _tag: "Object"; readonly fields: ReadonlyArray<Field> }

export interface Field {
  readonly name: string
  readonly kind: Kind
  readonly shape: Shape
}

const identifier = (ast: AST.AST) => Option.getOrUndefined(AST.getIdentifierAnnotation(ast))
const identifierOf = (schema: Schema.Schema.Any) => identifier(schema.ast)

const isUnreadable = (ast: AST.AST) => identifier(ast) === "Unreadable"

/** The shape of what a schema describes. */
export const shapeOf = (ast: AST.AST): Shape => {
  if (identifier(ast) === identifierOf(TransactionId)) return { _tag: "TransactionId" }
  if (identifier(ast) === identifierOf(RegKey)) return { _tag: "RegKey" }
  switch (ast._tag) {
    case "StringKeyword":
      return { _tag: "Text" }
    case "Refinement":
      return shapeOf(ast.from)
    case "NumberKeyword":
      return { _tag: "Number" }
    case "Transformation":
      // Of those in an answer, only a secret is left.
      return { _tag: "Secret" }
    case "TupleType": {
      const [element] = ast.rest
      if (element === undefined) throw new Error("a list without elements")
      return { _tag: "List", element: shapeOf(element.type) }
    }
    case "TypeLiteral":
      return {
        _tag: "Object",
        // `unread` is the library's own.
        fields: ast.propertySignatures.filter(({ name }) => name !== "unread").map(fieldOf)
      }
    default:
      throw new Error(`no field of an answer is a ${ast._tag}: ${String(ast)}`)
  }
}

const fieldOf = ({ isOptional, name, type }: AST.PropertySignature): Field => {
  if (!isOptional) return { name: String(name), kind: "Identity", shape: shapeOf(type) }
  if (!AST.isUnion(type) || !type.types.some(isUnreadable)) {
    return { name: String(name), kind: "Other", shape: shapeOf(type) }
  }
  const [value, ...more] = type.types.filter((member) => !isUnreadable(member))
  if (value === undefined || more.length > 0) throw new Error(`${String(name)} is more than one thing`)
  return { name: String(name), kind: "Evidence", shape: shapeOf(value) }
}

export const shape = <A, I>(schema: Schema.Schema<A, I>): Shape => shapeOf(schema.ast)

/** A plain JSON value; ids are texts in it. */
export type Json = string | number | null | ReadonlyArray<Json> | { readonly [name: string]: Json }

/** A value of the shape with every field in it. `values` says what some fields are, by name. */
export const sample = (shape: Shape, values: { readonly [name: string]: Json }): Json => {
  switch (shape._tag) {
    case "Text":
      return "text"
    case "Number":
      return 100
    case "TransactionId":
      return "2023042201206549399"
    case "RegKey":
      return "RK2AE3519XTFXHM"
    case "Secret":
      return "056579816895"
    case "List":
      return [sample(shape.element, values), sample(shape.element, values)]
    case "Object":
      return Object.fromEntries(
        shape.fields.map(({ name, shape }) => [name, values[name] ?? sample(shape, values)])
      )
  }
}
