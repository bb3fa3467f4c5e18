/**
 * Requests a payment. It is the first call of every payment that the customer approves.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { ApiVersion } from "line-pay-protocol/Endpoint"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import * as Money from "line-pay-protocol/Money"
import { Currency } from "../Currency.ts"
import { inInfo } from "../internal/answer/answered.ts"
import * as Answer from "../internal/answer/shape.ts"
import type { Definition } from "../internal/call/definition.ts"
import type { ResolvedConfig } from "../internal/config/resolved.ts"
import { amountProblems } from "../internal/request/amounts.ts"
import * as RequestFields from "../internal/request/fields.ts"
import { describe } from "../internal/request/problem.ts"
import type { Problem } from "../InvalidRequest.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"

const limits = FieldLimit.request

/**
 * @since 0.1.0
 * @category requests
 */
export const Product = Schema.Struct({
  /** At most 50 characters. */
  id: Schema.optional(RequestFields.text(limits.productId)),
  /** At most 4000 characters. */
  name: RequestFields.text(limits.productName),
  /** At most 500 characters; the sandbox shows only HTTPS images. */
  imageUrl: Schema.optional(RequestFields.url(limits.imageUrl)),
  /** Above 0. */
  quantity: RequestFields.amount.pipe(Schema.positive({ description: "a number above 0" })),
  /** The price of one piece, in major units; 0 or more. */
  price: RequestFields.amount,
  /** The price of one piece before a discount, in major units; 0 or more. */
  originalPrice: Schema.optional(RequestFields.amount)
})

/**
 * @since 0.1.0
 * @category requests
 */
export interface Product extends Schema.Schema.Type<typeof Product> {}

/**
 * @since 0.1.0
 * @category requests
 */
export const Package = Schema.Struct({
  /** At most 50 characters. */
  id: RequestFields.text(limits.packageId),
  /** The sum of `price` × `quantity` of the products, in major units. */
  amount: RequestFields.amount,
  /** A fee on top of {@link Package} `amount`, in major units. v3; dropped from the v4 documentation, still known to its server. */
  userFee: Schema.optional(RequestFields.amount),
  /** At most 100 characters. */
  name: Schema.optional(RequestFields.text(limits.packageName, { allowEmpty: true })),
  products: Schema.NonEmptyArray(Product).annotations({ description: "an array of at least one product" })
})

/**
 * @since 0.1.0
 * @category requests
 */
export interface Package extends Schema.Schema.Type<typeof Package> {}

/**
 * @since 0.1.0
 * @category requests
 */
export const RedirectUrls = Schema.Struct({
  /** The URL that the customer returns to; at most 500 characters. Required unless `confirmUrlType` is `NONE`. */
  confirmUrl: Schema.optional(RequestFields.url(limits.redirectUrl)),
  /** The URL that the customer returns to after cancelling; at most 500 characters. Required likewise. */
  cancelUrl: Schema.optional(RequestFields.url(limits.redirectUrl)),
  /**
   * - `CLIENT` (the default): the customer's browser opens `confirmUrl`.
   * - `SERVER`: LINE Pay's server calls it, and the browser stays.
   * - `NONE`: there is no redirect; poll the status.
   */
  confirmUrlType: Schema.optional(Schema.Literal("CLIENT", "SERVER", "NONE")),
  /** The Android package to return to; at most 4000 characters. */
  appPackageName: Schema.optional(RequestFields.text(limits.appPackageName))
})

/**
 * @since 0.1.0
 * @category requests
 */
export interface RedirectUrls extends Schema.Schema.Type<typeof RedirectUrls> {}

/**
 * @since 0.1.0
 * @category requests
 */
export const RequestOptions = Schema.Struct({
  payment: Schema.optional(Schema.Struct({
    /** `false` only authorises; call `capturePayment` later. In Taiwan by contract, else 2103. `true` by default. */
    capture: Schema.optional(Schema.Boolean),
    /** With `PREAPPROVED`, the confirm answers with a regKey. In Taiwan you must apply for it. */
    payType: Schema.optional(Schema.Literal("NORMAL", "PREAPPROVED"))
  })),
  display: Schema.optional(Schema.Struct({
    /** The language of LINE Pay's page; `en` by default. */
    locale: Schema.optional(Schema.Literal("en", "ja", "ko", "th", "zh_TW", "zh_CN")),
    /** Whether the redirected browser itself must open `confirmUrl`; `false` by default. */
    checkConfirmUrlBrowser: Schema.optional(Schema.Boolean)
  })),
  /** Taiwan: promotions. Each has a `totalAmount` (fixed rate) or a `productQuantity` (fixed amount); the other is null. */
  events: Schema.optional(Schema.Array(Schema.Struct({
    /** At most 30 characters. */
    code: RequestFields.text(limits.eventCode),
    totalAmount: Schema.optional(Schema.NullOr(RequestFields.amount)),
    productQuantity: Schema.optional(Schema.NullOr(RequestFields.amount))
  }))),
  extra: Schema.optional(Schema.Struct({
    /** At most 200 characters. */
    branchName: Schema.optional(RequestFields.text(limits.branchName)),
    /** At most 32 characters. */
    branchId: Schema.optional(RequestFields.text(limits.branchId)),
    /** Taiwan: how points may be earned and spent. */
    promotionRestriction: Schema.optional(RequestFields.promotionRestriction)
  })),
  /** v3 only: LINE accounts that the customer is offered to add as friends. */
  familyService: Schema.optional(Schema.Struct({
    addFriends: Schema.Array(Schema.Struct({ type: Schema.String, idList: Schema.Array(Schema.String) }))
  })),
  /** v4 only: the information for the customer about the payments to come. */
  regPayRequest: Schema.optional(Schema.Struct({
    regPayPeriodType: Schema.optional(Schema.Literal("RECURRING", "NON_RECURRING")),
    recurringPeriod: Schema.optional(Schema.NullOr(Schema.Literal("WEEK", "MONTH", "YEAR"))),
    /** 1 to 31, for MONTH and YEAR. */
    recurringDay: Schema.optional(RequestFields.wholeNumberOrNull(1, 31)),
    /** For WEEK. */
    recurringDayOfWeek: Schema.optional(
      Schema.NullOr(Schema.Literal("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))
    ),
    /** 1 to 12, for YEAR. */
    recurringMonth: Schema.optional(RequestFields.wholeNumberOrNull(1, 12)),
    /** In major units. */
    productPrice: Schema.optional(Schema.NullOr(RequestFields.amount)),
    /** In major units, for NON_RECURRING. */
    perTransactionLimit: Schema.optional(Schema.NullOr(RequestFields.amount))
  })),
  /** Legacy v3: LINE Pay Checkout. */
  shipping: Schema.optional(Schema.Struct({
    type: Schema.optional(Schema.Literal("NO_SHIPPING", "FIXED_ADDRESS", "SHIPPING")),
    /** In major units; part of the request's amount. */
    feeAmount: Schema.optional(RequestFields.amount),
    feeInquiryUrl: Schema.optional(RequestFields.url(limits.redirectUrl)),
    feeInquiryType: Schema.optional(Schema.Literal("CONDITION", "FIXED")),
    address: Schema.optional(RequestFields.address)
  }))
})

/**
 * @since 0.1.0
 * @category requests
 */
export interface RequestOptions extends Schema.Schema.Type<typeof RequestOptions> {}

/**
 * @since 0.1.0
 * @category requests
 */
export const RequestPaymentRequest = Schema.Struct({
  /** In major units: the sum of the packages' `amount` and `userFee`, and the shipping fee. */
  amount: RequestFields.amount,
  currency: Currency,
  /** The merchant's own, unique; at most 100 characters. */
  orderId: RequestFields.text(limits.orderId),
  packages: Schema.NonEmptyArray(Package).annotations({ description: "an array of at least one package" }),
  redirectUrls: RedirectUrls,
  options: Schema.optional(RequestOptions),
  /** Whether the client checks the sums; `true` by default. LINE Pay's own pre-approved example breaks them. Not sent. */
  validate: Schema.optional(Schema.Boolean),
  ...RequestFields.device
}).annotations({ identifier: "RequestPaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface RequestPaymentRequest extends Schema.Schema.Type<typeof RequestPaymentRequest> {}

const success = Answer.success("RequestPaymentSuccess", {
  /** Store it with the order before you redirect the customer. */
  transactionId: Answer.identity(Answer.transactionId),
  /** Digits, 12 of them in practice, for the LINE app's code field. A secret. */
  paymentAccessToken: Answer.other(Answer.secret),
  // The purpose of the call. Without the URL nobody can pay, and nobody has.
  paymentUrl: Answer.identity(Answer.object({
    /** For a browser; 700 × 546 pixels as a pop-up. */
    web: Answer.identity(Answer.text),
    /** For a phone with LINE; it cannot be tried in LINE's sandbox. */
    app: Answer.other(Answer.text)
  }))
})

/**
 * Describes a payment request. The source is "Request" of the Online API
 * documentation.
 *
 * @since 0.1.0
 * @category successes
 */
export const RequestPaymentSuccess = success.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface RequestPaymentSuccess extends Schema.Schema.Type<typeof RequestPaymentSuccess> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type RequestPaymentError = ResultCodeErrorOf<"requestPayment"> | WriteError

const problems = (request: RequestPaymentRequest, config: ResolvedConfig): ReadonlyArray<Problem> => [
  ...amountsProblems(request, config.currencyDecimals),
  ...(request.validate === false ? [] : sumProblems(request)),
  ...redirectProblems(request),
  ...versionProblems(request, config.apiVersion)
]

const amountsProblems = (
  request: RequestPaymentRequest,
  decimals: Money.CurrencyDecimals
): ReadonlyArray<Problem> => {
  const check = (path: string, amount: number | undefined, options?: { readonly allowZero: boolean }) =>
    amountProblems(path, amount, request.currency, decimals, options)
  const orZero = { allowZero: true }
  return [
    ...check("amount", request.amount),
    ...request.packages.flatMap((pack, index) => {
      const at = `packages[${index}]`
      return [
        ...check(`${at}.amount`, pack.amount, orZero),
        ...check(`${at}.userFee`, pack.userFee, orZero),
        ...pack.products.flatMap((product, index) => [
          ...check(`${at}.products[${index}].price`, product.price, orZero),
          ...check(`${at}.products[${index}].originalPrice`, product.originalPrice, orZero)
        ])
      ]
    }),
    ...check("options.shipping.feeAmount", request.options?.shipping?.feeAmount, orZero)
  ]
}

const sumProblems = (request: RequestPaymentRequest): ReadonlyArray<Problem> => {
  const check = (path: string, actual: number, expected: number | undefined, of: string): ReadonlyArray<Problem> =>
    expected === actual ? [] : [{ path, expected: `${expected}, ${of}`, actual: describe(actual) }]
  const fees = request.packages.map(({ userFee = 0 }) => userFee)
  return [
    ...request.packages.flatMap(({ amount, products }, index) =>
      check(
        `packages[${index}].amount`,
        amount,
        Money.sum(products.map(({ price, quantity }) => Money.times(price, quantity) ?? Number.NaN)),
        "the sum of price × quantity of its products"
      )
    ),
    ...check(
      "amount",
      request.amount,
      Money.sum([
        ...request.packages.map(({ amount }) => amount),
        ...fees,
        request.options?.shipping?.feeAmount ?? 0
      ]),
      "the sum of the packages' amounts and fees and the shipping fee"
    )
  ]
}

const redirectProblems = ({ redirectUrls }: RequestPaymentRequest): ReadonlyArray<Problem> =>
  redirectUrls.confirmUrlType === "NONE" ?
    [] :
    (["confirmUrl", "cancelUrl"] as const).flatMap((name) =>
      redirectUrls[name] === undefined
        ? [{
          path: `redirectUrls.${name}`,
          expected: "an absolute URL, unless confirmUrlType is \"NONE\"",
          actual: "undefined"
        }]
        : []
    )

const versionProblems = ({ options }: RequestPaymentRequest, apiVersion: ApiVersion): ReadonlyArray<Problem> => {
  const only = (name: "regPayRequest" | "familyService", version: ApiVersion): ReadonlyArray<Problem> =>
    options?.[name] === undefined || apiVersion === version ? [] : [{
      path: `options.${name}`,
      expected: `absent: only ${version} of the API has it, and this client speaks ${apiVersion}`,
      actual: "present"
    }]
  return [...only("regPayRequest", "v4"), ...only("familyService", "v3")]
}

/** @internal */
export const requestPayment: Definition<"requestPayment", RequestPaymentRequest, RequestPaymentSuccess> = {
  operation: "requestPayment",
  request: RequestPaymentRequest,
  problems,
  path: () => ({}),
  body: ({ device: _device, validate: _validate, ...body }) => body,
  answer: inInfo(success),
  subject: ({ orderId }) => ({ orderId }),
  lookup: () => ({ _tag: "NotObservable" })
}
