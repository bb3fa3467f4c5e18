/**
 * Length limits of a request's text fields, and their units.
 *
 * @since 0.1.0
 */

/**
 * A maximum length. The current documentation counts characters. The
 * pre-approved payment document counts UTF-8 bytes, and a Thai or Chinese
 * character has three.
 *
 * @since 0.1.0
 * @category models
 */
export interface FieldLimit {
  readonly maximum: number
  readonly unit: "bytes" | "characters"
}

const characters = (maximum: number): FieldLimit => ({ maximum, unit: "characters" })
const bytes = (maximum: number): FieldLimit => ({ maximum, unit: "bytes" })

/**
 * The limits of a payment request and of every order id and product name that
 * is not part of a pre-approved payment.
 *
 * Source: the tables of the endpoint pages.
 *
 * @since 0.1.0
 * @category limits
 */
export const request = {
  orderId: /*#__PURE__*/ characters(100),
  packageId: /*#__PURE__*/ characters(50),
  packageName: /*#__PURE__*/ characters(100),
  productId: /*#__PURE__*/ characters(50),
  productName: /*#__PURE__*/ characters(4000),
  imageUrl: /*#__PURE__*/ characters(500),
  redirectUrl: /*#__PURE__*/ characters(500),
  appPackageName: /*#__PURE__*/ characters(4000),
  branchName: /*#__PURE__*/ characters(200),
  branchId: /*#__PURE__*/ characters(32),
  eventCode: /*#__PURE__*/ characters(30)
} as const

/**
 * The limits of a pre-approved payment, in bytes.
 *
 * Source: the pre-approved payment document.
 *
 * @since 0.1.0
 * @category limits
 */
export const preapproved = {
  orderId: /*#__PURE__*/ bytes(100),
  productName: /*#__PURE__*/ bytes(4000)
} as const

const encoder = /*#__PURE__*/ new TextEncoder()

/**
 * Returns the length of a text in a unit: UTF-8 bytes, or Unicode characters
 * (code points, so an emoji is one).
 *
 * @since 0.1.0
 * @category lengths
 */
export const length = (text: string, unit: FieldLimit["unit"]): number =>
  unit === "bytes" ? encoder.encode(text).length : [...text].length
