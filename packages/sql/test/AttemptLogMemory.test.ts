import { AttemptLog } from "effect-line-pay/AttemptLog"
import { attemptLogContract } from "./support/attemptLogContract.ts"

attemptLogContract("AttemptLog.layerMemory", AttemptLog.layerMemory)
