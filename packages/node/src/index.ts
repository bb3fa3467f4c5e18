/**
 * `effect-line-pay` on Node.js.
 *
 * @since 0.1.0
 */

/**
 * `effect-line-pay` on Node.js, in one layer.
 *
 * @since 0.1.0
 */
export * as LinePayNode from "./LinePayNode.ts"
