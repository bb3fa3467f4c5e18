import { assert, describe, it } from "@effect/vitest"
import { Exit } from "effect"
import { byTag, OutcomeUnknown, Stated, TransactionId } from "effect-line-pay"
import * as Answers from "../fuzz/answers.ts"
import * as Oracle from "../fuzz/oracle.ts"

// Whether the judge of `npm run fuzz` sees what a broken client would do.

const transactionId = TransactionId.make(Oracle.asked.transactionId)
const { orderId } = Oracle.asked
const confirmed = { transactionId, orderId, unread: [] }

const answer = (text: string, isHarmless = false): Answers.Answer => ({
  operation: "confirmPayment",
  text,
  status: 200,
  isHarmless
})

const info = `"info":{"transactionId":${transactionId},"orderId":"${orderId}"}`
const rejected = new byTag.TransactionNotFound({ operation: "confirmPayment" })
const unknown = new OutcomeUnknown({
  operation: "confirmPayment",
  reason: "Undecodable",
  lookup: { _tag: "ByTransaction", transactionId },
  money: "MayHaveMoved"
})

const judged: ReadonlyArray<
  readonly [
    name: string,
    answer: Answers.Answer,
    exit: Exit.Exit<unknown, unknown>,
    expected: Oracle.Finding["kind"] | undefined
  ]
> = [
  ["a success", answer(`{"returnCode":"0000",${info}}`), Exit.succeed(confirmed), undefined],
  ["an error", answer(`{"returnCode":"1150"}`), Exit.fail(rejected), undefined],
  ["a doubt", answer(`{"returnCode":"0000"`), Exit.fail(unknown), undefined],
  ["a defect", answer(`{}`), Exit.die(new Error("broken")), "defect"],
  ["an error of no library", answer(`{}`), Exit.fail({ _tag: "ErrorOfAnotherLibrary" }), "defect"],
  ["a success of half an answer", answer(`{"returnCode":"0000",${info}`), Exit.succeed(confirmed), "false success"],
  ["a success without a code", answer(`{${info}}`), Exit.succeed(confirmed), "false success"],
  [
    "a success with the code of an error",
    answer(`{"returnCode":"1150",${info}}`),
    Exit.succeed(confirmed),
    "false success"
  ],
  [
    "a success with two codes",
    answer(`{"returnCode":"0000","resultCode":"9000",${info}}`),
    Exit.succeed(confirmed),
    "false success"
  ],
  [
    "a success with one code twice",
    answer(`{"returnCode":"9000","returnCode":"0000",${info}}`),
    Exit.succeed(confirmed),
    "false success"
  ],
  [
    "a success about another payment",
    answer(`{"returnCode":"0000","info":{"transactionId":2023042201206549311}}`),
    Exit.succeed({ transactionId: "2023042201206549311" }),
    "false success"
  ],
  [
    "an id that was rounded",
    answer(`{"returnCode":"0000","info":{"transactionId":2023042201206549311}}`),
    Exit.succeed(confirmed),
    "false success"
  ],
  ["a code from nowhere", answer(`{"returnCode":"9000"}`), Exit.fail(rejected), "false rejection"],
  ["a code of two", answer(`{"returnCode":"0000","resultCode":"1150"}`), Exit.fail(rejected), "false rejection"],
  ["a success that was lost", answer(`{"returnCode":"0000",${info}}`, true), Exit.fail(unknown), "lost success"],
  [
    "evidence that was lost",
    answer(`{"returnCode":"0000",${info}}`, true),
    Exit.succeed({ ...confirmed, orderId: Stated.unreadable }),
    "lost success"
  ],
  [
    "evidence that was dropped",
    answer(`{"returnCode":"0000",${info.replace("}", `,"payInfo":[{"amount":1}]}`)}}`),
    Exit.succeed(confirmed),
    "wrong evidence"
  ],
  [
    "another amount",
    answer(`{"returnCode":"0000",${info.replace("}", `,"payInfo":[{"amount":1}]}`)}}`),
    Exit.succeed({ ...confirmed, payInfo: [{ amount: 2 }] }),
    "wrong evidence"
  ]
]

describe("the judge of fuzzed answers", () => {
  for (const [name, answer, exit, expected] of judged) {
    it(`${expected === undefined ? "accepts" : "finds"} ${name}`, () => {
      assert.strictEqual(Oracle.judge(answer, exit)?.kind, expected)
    })
  }
})

it("the same seed gives the same answer", () => {
  for (let seed = 0; seed < 100; seed++) assert.deepStrictEqual(Answers.make(seed), Answers.make(seed))
})
