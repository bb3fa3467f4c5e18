import { assert, describe, it } from "@effect/vitest"
import { perCall } from "../src/profile.ts"

const frame = (functionName: string, url = "") => ({
  functionName,
  url,
  scriptId: "0",
  lineNumber: 0,
  columnNumber: 0
})

describe("a profile", () => {
  it("counts the time of each part per call; what is built in is its caller's, and nothing is nobody's", () => {
    const profile = perCall({
      startTime: 0,
      endTime: 0,
      nodes: [
        { id: 1, callFrame: frame("(root)"), children: [2, 3, 4, 5] },
        { id: 2, callFrame: frame("(idle)") },
        { id: 3, callFrame: frame("(garbage collector)") },
        {
          id: 4,
          callFrame: frame("runLoop", "file:///a/node_modules/effect/dist/esm/internal/fiberRuntime.js"),
          children: [6, 7]
        },
        { id: 5, callFrame: frame("onBody", "file:///a/node_modules/undici/lib/dispatcher/client-h1.js") },
        { id: 6, callFrame: frame("push") },
        { id: 7, callFrame: frame("parse", "file:///a/line-pay-protocol/dist/ExactJson.js"), children: [8] },
        { id: 8, callFrame: frame("replace") }
      ],
      samples: [2, 3, 4, 5, 6, 7, 8],
      timeDeltas: [1_000, 10, 20, 40, 80, 160, 320]
    }, 10)
    assert.deepInclude(profile, {
      "garbage collection": 1,
      Effect: 10,
      undici: 4,
      JSON: 48,
      Schema: 0,
      "the contestant itself": 0
    })
  })
})
