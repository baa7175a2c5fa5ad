import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: erase the types and leave every line where it was. */
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
