import { Layer } from "effect"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import { Time } from "./support/time.ts"

attemptLogContract("AttemptLog.layerMemory", Layer.merge(AttemptLog.layerMemory, Time.test))
