// Stands in the bundle for packages that the Kubernetes client imports and this code never reaches.
module.exports = {};
