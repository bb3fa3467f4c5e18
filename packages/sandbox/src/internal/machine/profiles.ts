import type { Contract, Profile } from "../../Contract.ts"

/**
 * The contract of each profile.
 *
 * @internal
 */
export const profiles: { readonly [P in Profile]: Contract } = {
  full: {
    separateCapture: true,
    preapproved: true,
    creditCardAuth: true,
    currencies: ["USD", "JPY", "TWD", "THB"],
    minimumAmount: 0,
    maximumAmount: undefined,
    receivingLimit: undefined,
    refundReserve: undefined
  },
  taiwan: {
    separateCapture: false,
    preapproved: false,
    creditCardAuth: false,
    currencies: ["TWD"],
    minimumAmount: 0,
    maximumAmount: undefined,
    receivingLimit: undefined,
    refundReserve: undefined
  }
}
