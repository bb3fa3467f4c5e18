import type { RequestPaymentRequest } from "effect-line-pay"

export const order: RequestPaymentRequest = {
  amount: 100,
  currency: "TWD",
  orderId: "order-1",
  packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
  redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
}
