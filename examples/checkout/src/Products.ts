/** Lists the shop's products. Prices are in whole units of the currency in `Money.ts`. */
import type { Text } from "./Language.ts"

export interface Product {
  readonly id: string
  readonly name: Text
  /** One line about origin and taste. */
  readonly about: Text
  readonly size: Text
  readonly price: number
  /** The colours of its picture, from the sky to the nearest hill. */
  readonly palette: readonly [sky: string, sun: string, far: string, middle: string, near: string]
}

export const products: ReadonlyArray<Product> = [
  {
    id: "alishan",
    name: { en: "Alishan High Mountain", zh_TW: "阿里山高山烏龍" },
    about: {
      en: "Grown at 1,300 metres. Cream, orchid, a long clean finish.",
      zh_TW: "海拔一千三百公尺，奶香與蘭花香，回甘悠長。"
    },
    size: { en: "75 g tin", zh_TW: "75 公克罐裝" },
    price: 480,
    palette: ["#dfeae4", "#f6f1dc", "#a9c7b8", "#6f9f89", "#35695a"]
  },
  {
    id: "dongding",
    name: { en: "Dongding Charcoal Roast", zh_TW: "凍頂炭焙烏龍" },
    about: {
      en: "Roasted over longan wood for forty hours. Caramel, warm stone.",
      zh_TW: "龍眼木炭焙四十小時，焦糖香氣，溫潤厚實。"
    },
    size: { en: "75 g tin", zh_TW: "75 公克罐裝" },
    price: 420,
    palette: ["#f6e5cf", "#e9a15b", "#d9a877", "#a8673f", "#5f3523"]
  },
  {
    id: "baozhong",
    name: { en: "Wenshan Baozhong", zh_TW: "文山包種" },
    about: {
      en: "Barely oxidised, from the hills south of Taipei. Lilac, fresh peas.",
      zh_TW: "臺北南方丘陵的輕發酵茶，清花香，鮮爽甘甜。"
    },
    size: { en: "75 g tin", zh_TW: "75 公克罐裝" },
    price: 360,
    palette: ["#e9efdb", "#fbf7e4", "#c3d3a0", "#8fae63", "#4e7237"]
  },
  {
    id: "ruby",
    name: { en: "Sun Moon Lake Ruby", zh_TW: "日月潭紅玉" },
    about: {
      en: "A black tea with a wild Taiwanese parent. Cinnamon and mint.",
      zh_TW: "臺灣野生山茶血統的紅茶，肉桂與薄荷香。"
    },
    size: { en: "50 g tin", zh_TW: "50 公克罐裝" },
    price: 390,
    palette: ["#f3dcd3", "#d9694f", "#cf9a92", "#9d5157", "#55262f"]
  }
]
