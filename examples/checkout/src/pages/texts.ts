/** Holds the texts of the pages, besides the library's texts about payments. */
import type { Locale } from "../Language.ts"

export interface Texts {
  readonly shop: string
  readonly tagline: string
  readonly introduction: string
  readonly quantity: (product: string) => string
  readonly toCart: string
  readonly cart: string
  readonly total: string
  readonly shipping: string
  readonly free: string
  readonly pay: string
  readonly payAgain: string
  readonly payHint: string
  readonly change: string
  readonly emptyCart: string
  readonly wrongQuantity: string
  readonly order: string
  readonly placed: string
  readonly keepThis: string
  readonly backToShop: string
  readonly notFound: string
  readonly notFoundHint: string
  readonly somethingWrong: string
  readonly cannotTell: string
  readonly paid: string
  readonly checking: string
  readonly checkingHint: string
  readonly waiting: string
  readonly waitingHint: string
  readonly unpaid: string
  readonly unpaidHint: string
  readonly notPaid: string
  readonly refunding: string
  readonly refunded: string
  readonly needsHuman: string
  readonly sandbox: string
}

const english: Texts = {
  shop: "Hillside Tea",
  tagline: "Small lots of Taiwanese tea, sent the day you order",
  introduction: "Four teas from four hills, packed by hand in Nantou.",
  quantity: (product) => `Tins of ${product}`,
  toCart: "Review your order",
  cart: "Your order",
  total: "Total",
  shipping: "Shipping within Taiwan",
  free: "Free",
  pay: "Pay with LINE Pay",
  payAgain: "Pay with LINE Pay",
  payHint: "You approve the payment at LINE Pay and come back here.",
  change: "Change the order",
  emptyCart: "There is nothing in your order yet. Choose a tea first.",
  wrongQuantity: "Please choose from 0 to 9 tins of each tea.",
  order: "Order",
  placed: "Placed",
  keepThis: "Keep the address of this page: it is your receipt, and needs no account.",
  backToShop: "Back to the shop",
  notFound: "There is no such page",
  notFoundHint:
    "The link may be incomplete. If it is for an order of yours, please open it again from where you saved it.",
  somethingWrong: "Something went wrong on our side",
  cannotTell:
    "If you have just approved a payment, please do not pay again. We keep what you approved and look after it.",
  paid: "Paid",
  checking: "Checking your payment",
  checkingHint: "This page updates by itself. You can also close it. Your payment does not depend on it.",
  waiting: "Waiting for your approval",
  waitingHint: "You have not approved the payment at LINE Pay yet. This page updates once you approve.",
  unpaid: "Not paid yet",
  unpaidHint: "Your order is kept. Pay whenever you are ready.",
  notPaid: "Not paid",
  refunding: "Refund on its way",
  refunded: "Refunded",
  needsHuman: "We are looking into it",
  sandbox: "This shop is an example. No tea is sent."
}

const traditionalChinese: Texts = {
  shop: "坡上茶",
  tagline: "小批次臺灣茶，下單當日寄出",
  introduction: "四座山頭、四款茶，於南投手工分裝。",
  quantity: (product) => `${product}數量`,
  toCart: "查看訂單",
  cart: "您的訂單",
  total: "總計",
  shipping: "臺灣本島運費",
  free: "免運",
  pay: "使用 LINE Pay 付款",
  payAgain: "使用 LINE Pay 付款",
  payHint: "您將前往 LINE Pay 同意付款，完成後會回到這裡。",
  change: "修改訂單",
  emptyCart: "訂單裡還沒有商品，請先選茶。",
  wrongQuantity: "每款茶請選擇 0 至 9 罐。",
  order: "訂單",
  placed: "下單時間",
  keepThis: "請保留這一頁的網址：這就是您的收據，不需要帳號。",
  backToShop: "返回商店",
  notFound: "找不到這個頁面",
  notFoundHint: "連結可能不完整。若這是您的訂單，請從您保存的地方重新開啟。",
  somethingWrong: "我們的系統出了點問題",
  cannotTell: "如果您剛剛已同意付款，請勿重複付款。我們會保留並處理您的付款。",
  paid: "已付款",
  checking: "正在確認您的付款",
  checkingHint: "本頁會自動更新。您也可以關閉它，我們會繼續處理。",
  waiting: "等待您同意付款",
  waitingHint: "您尚未在 LINE Pay 同意付款。完成後本頁會自動更新。",
  unpaid: "尚未付款",
  unpaidHint: "我們保留了您的訂單，您可以隨時付款。",
  notPaid: "未付款",
  refunding: "退款處理中",
  refunded: "已退款",
  needsHuman: "我們正在查核",
  sandbox: "本店為範例，不會寄出商品。"
}

export const texts: { readonly [L in Locale]: Texts } = { en: english, zh_TW: traditionalChinese }
