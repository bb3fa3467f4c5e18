import type { Product } from "../Products.ts"
import { type Html, html } from "./html.ts"

/** A hillside in the colours of a tea: each its own, drawn from its id. */
export const picture = ({ id, palette: [sky, sun, far, middle, near] }: Product): Html => {
  const seed = Array.from(id).reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 1_000
  const x = 120 + (seed % 240)
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 360" preserveAspectRatio="xMidYMid slice">
  <rect width="480" height="360" fill="${sky}"/>
  <circle cx="${x}" cy="118" r="46" fill="${sun}"/>
  <path d="${ridge(seed, 190, 56)}" fill="${far}"/>
  <path d="${ridge(seed + 3, 240, 44)}" fill="${middle}"/>
  <path d="${ridge(seed + 5, 296, 30)}" fill="${near}"/>
  ${
    [0, 1, 2].map((row) =>
      html`<path d="${
        furrow(seed + 5, 318 + row * 18)
      }" fill="none" stroke="${middle}" stroke-opacity="0.55" stroke-width="3" stroke-linecap="round" stroke-dasharray="1 9"/>`
    )
  }
</svg>
`
}

const heights = (seed: number, base: number, relief: number): ReadonlyArray<readonly [x: number, y: number]> =>
  Array.from({ length: 5 }, (_, index) => [
    index * 120,
    Math.round(base - relief * Math.sin(seed * 1.7 + index * 1.9) - relief * 0.4 * Math.sin(seed + index * 4.1))
  ])

const curve = (points: ReadonlyArray<readonly [x: number, y: number]>): string =>
  points.map(([x, y], index) => {
    const before = points[index - 1]
    return before === undefined
      ? `M${x} ${y}`
      : `C${before[0] + 60} ${before[1]} ${x - 60} ${y} ${x} ${y}`
  }).join(" ")

const ridge = (seed: number, base: number, relief: number): string =>
  `${curve(heights(seed, base, relief))} L480 360 L0 360 Z`

const furrow = (seed: number, base: number): string => curve(heights(seed, base, 12))
