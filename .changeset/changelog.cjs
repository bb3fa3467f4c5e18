// The packages share one version: a list of dependencies that have it, too, says nothing.
const { default: { getReleaseLine } } = require("@changesets/cli/changelog")

module.exports = { getReleaseLine, getDependencyReleaseLine: async () => "" }
