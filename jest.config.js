/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.js' },
  coverageProvider: 'v8',
  maxWorkers: 2,
  // Jest's five seconds break tests on a busy machine; a test that hangs is still ended.
  testTimeout: 300_000,
};
