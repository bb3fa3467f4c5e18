/** @internal */
export interface Texts {
  /** For the page's `lang`, and for how amounts are written. */
  readonly language: string
  readonly sandbox: string
  readonly payTo: (merchant: string) => string
  readonly orderId: string
  readonly shippingAndFees: string
  readonly total: string
  readonly payWith: string
  readonly creditCard: string
  readonly balance: string
  readonly points: string
  readonly preapproved: (merchant: string) => string
  readonly authorizeOnly: string
  readonly approve: string
  readonly decline: string
  readonly letExpire: string
  readonly minutesLeft: (minutes: number) => string
  readonly wrongPoints: (amount: string) => string
  readonly back: (merchant: string) => string
  readonly approved: string
  readonly waiting: (merchant: string) => string
  readonly paid: string
  readonly held: string
  readonly released: string
  readonly declined: string
  readonly expired: string
  readonly failed: string
  readonly unknown: string
  readonly unknownHint: string
}

const english: Texts = {
  language: "en",
  sandbox: "Sandbox. No real money moves.",
  payTo: (merchant) => `Pay ${merchant}`,
  orderId: "Order",
  shippingAndFees: "Shipping and fees",
  total: "Total",
  payWith: "Pay with",
  creditCard: "Credit card",
  balance: "Balance",
  points: "Points to use",
  preapproved: (merchant) => `You also allow ${merchant} to charge you again without asking.`,
  authorizeOnly: "The amount is held now and charged later.",
  approve: "Approve",
  decline: "Decline",
  letExpire: "Let it expire",
  minutesLeft: (minutes) => minutes === 1 ? "1 minute left" : `${minutes} minutes left`,
  wrongPoints: (amount) => `Points must be from 0 to ${amount}.`,
  back: (merchant) => `Back to ${merchant}`,
  approved: "Approved",
  waiting: (merchant) => `Waiting for ${merchant} to confirm. You may close this page.`,
  paid: "Paid",
  held: "Approved, to be charged later",
  released: "Released, nothing was charged",
  declined: "Declined",
  expired: "Expired",
  failed: "Failed",
  unknown: "No such payment",
  unknownHint: "The link is wrong, or the sandbox was restarted."
}

const traditionalChinese: Texts = {
  language: "zh-Hant-TW",
  sandbox: "沙盒環境，不會動用真實款項。",
  payTo: (merchant) => `付款給 ${merchant}`,
  orderId: "訂單編號",
  shippingAndFees: "運費與手續費",
  total: "總金額",
  payWith: "付款方式",
  creditCard: "信用卡",
  balance: "餘額",
  points: "使用點數",
  preapproved: (merchant) => `同意後，${merchant} 日後可直接向您收款，不再另行詢問。`,
  authorizeOnly: "目前僅保留款項，稍後才會請款。",
  approve: "同意付款",
  decline: "拒絕",
  letExpire: "讓付款逾時",
  minutesLeft: (minutes) => `剩餘 ${minutes} 分鐘`,
  wrongPoints: (amount) => `點數須介於 0 與 ${amount} 之間。`,
  back: (merchant) => `返回 ${merchant}`,
  approved: "已同意付款",
  waiting: (merchant) => `等待 ${merchant} 確認，您可以關閉此頁面。`,
  paid: "付款完成",
  held: "已同意付款，稍後請款",
  released: "款項已釋回，未收取任何費用",
  declined: "已拒絕付款",
  expired: "付款已逾時",
  failed: "付款失敗",
  unknown: "找不到這筆付款",
  unknownHint: "連結有誤，或沙盒已重新啟動。"
}

/**
 * The texts for a request's `options.display.locale`: English unless it is
 * Traditional Chinese, which v2 spelled `zh-Hant`.
 *
 * @internal
 */
export const of = (locale: string): Texts => /^zh[_-](?:TW|Hant)/i.test(locale) ? traditionalChinese : english
