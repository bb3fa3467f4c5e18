import type { RequestPaymentRequest } from "effect-line-pay"

/** An order of pens for so many New Taiwan dollars. */
export const order = (
  orderId: string,
  amount: number,
  options?: RequestPaymentRequest["options"]
): RequestPaymentRequest => ({
  amount,
  currency: "TWD",
  orderId,
  packages: [{ id: "1", amount, products: [{ name: "Pens", quantity: 1, price: amount }] }],
  redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
  options
})
