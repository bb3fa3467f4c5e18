import { identity, list, number, object, open, other, text } from "./shape.ts"

// The fields that several answers have. Fields that no document requires are `other`, and so are texts of the customer
// and the merchant.

export const payInfo = list(object({
  /** The payment method of this part. The list is open: POINT may be part of BALANCE, and DISCOUNT is legacy. */
  method: other(open("CREDIT_CARD", "BALANCE", "POINT", "DISCOUNT")),
  /** In major units. */
  amount: identity(number),
  /** The customer's name for the card. */
  creditCardNickname: other(text),
  creditCardBrand: other(open("VISA", "MASTER", "AMEX", "DINERS", "JCB")),
  /** `************1234`, or with blanks as in the documentation; in Taiwan, for merchants that applied for it. */
  maskedCreditCardNumber: other(text)
}))

/** Always `TSP` in the Online API; v4 only. */
export const paymentProvider = { paymentProvider: other(open("TSP", "EPI")) }

/** Legacy: the shipping that the customer chose in LINE Pay Checkout. The fee was seen as a number and as a text. */
export const chosenShipping = object({
  methodId: other(text),
  feeAmount: other(number),
  address: other(object({
    country: other(text),
    postalCode: other(text),
    state: other(text),
    city: other(text),
    detail: other(text),
    optional: other(text),
    recipient: other(object({
      firstName: other(text),
      lastName: other(text),
      firstNameOptional: other(text),
      lastNameOptional: other(text),
      email: other(text),
      phoneNo: other(text)
    }))
  }))
})

/** Documented as required, but missing from every documented example. */
export const packages = list(object({
  id: other(text),
  /** In major units. */
  amount: other(number),
  /** v3, in confirms. */
  userFeeAmount: other(number),
  /** v3, in details. */
  userFee: other(number),
  name: other(text),
  products: other(list(object({
    id: other(text),
    name: other(text),
    imageUrl: other(text),
    quantity: other(number),
    price: other(number),
    originalPrice: other(number)
  })))
}))
