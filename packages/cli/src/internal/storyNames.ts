/** Every story, and whether somebody has to open a page. It stands apart from the stories, so that the help loads fast. */
export const needsCustomer = {
  unknownPayment: false,
  signature: false,
  request: false,
  waiting: false,
  captured: true,
  sameOrderTwice: true,
  wrongAmount: true,
  declined: true,
  partialCapture: true,
  voided: true,
  preapproved: true
} as const

export type StoryName = keyof typeof needsCustomer

export const names: ReadonlyArray<StoryName> = /*#__PURE__*/ Object.keys(needsCustomer).filter(
  (name): name is StoryName => Object.hasOwn(needsCustomer, name)
)
