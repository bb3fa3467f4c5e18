import { assert, describe, it } from "@effect/vitest"
import { isAllowed } from "../licences.mjs"

describe("licences", () => {
  it("takes what is on the list, or offers it to choose", () => {
    const allowed = new Set(["MIT", "ISC"])
    for (const licence of ["MIT", "(MIT)", "(GPL-3.0-only OR MIT)", "ISC OR AFL-2.1"]) {
      assert.isTrue(isAllowed(licence, allowed), licence)
    }
    for (const licence of ["", "none", "GPL-3.0-only", "MIT AND GPL-3.0-only", "SEE LICENSE IN LICENSE", "MITX"]) {
      assert.isFalse(isAllowed(licence, allowed), licence)
    }
  })
})
