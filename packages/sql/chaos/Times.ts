/** The pods wait less than a shop does, so that a round has room for several looks. In milliseconds. */

/** The read timeout of each call. */
export const readTimeout = 1_500

/** Settlement's margin. A late commit and a lag together must end before the quiet time does. */
export const margin = 3_000

/** How late LINE Pay may apply a request whose connection is lost. */
export const latestCommit = 1_500

/** How far details may lag. */
export const longestLag = 1_200

/** How long a pod waits for one of its deaths before it waits for the next. */
export const rearmedAfter = 2_500
